using System.Net;
using CsCheck;
using TapeDeck.Engine.Replay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Replay;

/// <summary>Which connection sends which request when sessions are kept (spec §5.8).</summary>
public class SessionLineTests
{
    private readonly SessionLine _line = new();

    [Theory]
    [InlineData("1f9000500a00000511111111", "1f9000500a00000522222222", true)]
    [InlineData("1f9000500a00000511111111", "1f9000500a00000611111111", false)]
    [InlineData("1F9000500A00000511111111", "1f9000500a00000511111111", true)]
    [InlineData("1f9000500a000005111111112", "1f9000500a000005222222223", false)] // 25 digits
    [InlineData("xf9000500a00000511111111", "xf9000500a00000522222222", false)]
    [InlineData("1f9000500a00000x11111111", "1f9000500a00000x22222222", false)]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709", "da39a3ee5e6b4b0d3255bfef95601890afd80709", true)]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709", "da39a3ee5e6b4b0d3255bfef95601890afd80708", false)]
    public void Key_OfIds_IsTheConnectionsPart(string one, string other, bool same) =>
        Assert.Equal(same, SessionKey.Of(Named(one)) == SessionKey.Of(Named(other)));

    [Fact]
    public void Key_EndsKnown_AreWhatCounts()
    {
        var ends = new ConnectionEnds(new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));
        var equal = new ConnectionEnds(new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));
        var other = new ConnectionEnds(new IPEndPoint(IPAddress.Loopback, 3), new IPEndPoint(IPAddress.Loopback, 2));
        Assert.Equal(SessionKey.Of(Named("a") with { Connection = ends }), SessionKey.Of(Named("b") with { Connection = equal }));
        Assert.NotEqual(SessionKey.Of(Named("a") with { Connection = ends }), SessionKey.Of(Named("a") with { Connection = other }));
    }

    [Fact]
    public void Offer_SessionIsBusy_WaitsForItsOwnConnectionAlone()
    {
        var (first, second) = (Parked(), Parked());
        Assert.Same(first, _line.Offer(Request(session: 1)));
        Assert.Null(_line.Offer(Request(session: 1)));
        Assert.Same(second, _line.Offer(Request(session: 2)));
        Assert.False(_line.TryTake(second));
        Assert.True(_line.TryTake(first));
        Assert.Equal(0, _line.Count);
    }

    [Fact]
    public void Offer_SessionIsIdle_GetsItsConnectionBack()
    {
        var (first, second) = (Parked(), Parked());
        Assert.Same(first, _line.Offer(Request(session: 1)));
        Assert.Same(second, _line.Offer(Request(session: 2)));
        Park(first);
        Park(second);
        first.IsNewSession = second.IsNewSession = false;
        Assert.Same(second, _line.Offer(Request(session: 2)));
        Assert.Same(first, _line.Offer(Request(session: 1)));
        Assert.False(first.IsNewSession || second.IsNewSession);
    }

    [Fact]
    public void Offer_MoreSessionsThanConnections_TheOneIdleLongestGivesWay()
    {
        var (first, second) = (Parked(), Parked());
        _line.Offer(Request(session: 1));
        _line.Offer(Request(session: 2));
        Park(second);
        Park(first);
        second.IsNewSession = false;
        Assert.Same(second, _line.Offer(Request(session: 3)));
        Assert.True(second.IsNewSession);
    }

    [Fact]
    public void TryTake_OthersWaitForAConnection_SessionWithoutRequestsGivesWay()
    {
        var only = Parked();
        _line.Offer(Request(session: 1));
        Assert.Null(_line.Offer(Request(session: 2)));
        Assert.Null(_line.Offer(Request(session: 3)));
        Assert.Equal([2, 3], Drain(only));
    }

    [Fact]
    public void TryTake_EndlessSession_LetsOthersHaveTheirTurn()
    {
        var only = Parked();
        for (var i = 0; i < 250; i++)
        {
            _line.Offer(Request(session: 1));
        }

        _line.Offer(Request(session: 2));
        _line.Offer(Request(session: 2));
        var order = Drain(only);
        Assert.Equal(251, order.Count);
        Assert.Equal(99, order.IndexOf(2)); // one of the hundred was sent by Offer
        Assert.Equal(2, order[100]);
    }

    [Fact]
    public void Line_AnyOrderOfEvents_KeepsSessionsInOrderOneAtATimeAndLosesNothing() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 6].Array[1, 120], Gen.Int[0, 1000]).Sample((connections, arrivals, seed) =>
        {
            var run = new SimulatedRun(connections, new Random(seed));
            run.Play(arrivals);
            Assert.All(run.SentBySession, sent => Assert.Equal(sent.Value.Order(), sent.Value));
            Assert.Equal(arrivals.Length, run.SentBySession.Sum(sent => sent.Value.Count));
        });

    private static Record Named(string id) => Records.Request(0) with { Id = RecordId.From(id) };

    private static QueuedRequest Request(int session, int number = 0) => new(Named($"{session:x16}{number:x8}"), number, 0);

    private static int SessionOf(RequestWaiter waiter) => Convert.ToInt32(waiter.Request.Record.Id.ToString()[..16], 16);

    private RequestWaiter Parked()
    {
        var waiter = new RequestWaiter();
        Park(waiter);
        return waiter;
    }

    private void Park(RequestWaiter waiter)
    {
        Assert.False(_line.TryTake(waiter));
        _line.Park(waiter);
    }

    private List<int> Drain(RequestWaiter waiter)
    {
        var order = new List<int>();
        while (_line.TryTake(waiter))
        {
            order.Add(SessionOf(waiter));
        }

        return order;
    }

    /// <summary>Connections that take and finish requests in a random order while others arrive.</summary>
    private sealed class SimulatedRun(int connections, Random random)
    {
        private readonly SessionLine _line = new();
        private readonly List<RequestWaiter> _busy = [];
        private readonly HashSet<int> _sending = [];

        public Dictionary<int, List<long>> SentBySession { get; } = [];

        public void Play(int[] arrivals)
        {
            for (var i = 0; i < connections; i++)
            {
                _line.Park(new RequestWaiter());
            }

            for (var i = 0; i < arrivals.Length; i++)
            {
                if (_line.Offer(Request(arrivals[i], i)) is { } taker)
                {
                    Send(taker);
                }

                while (_busy.Count > 0 && random.Next(3) == 0)
                {
                    FinishOne();
                }
            }

            while (_busy.Count > 0)
            {
                FinishOne();
            }
        }

        private void Send(RequestWaiter waiter)
        {
            var session = SessionOf(waiter);
            Assert.True(_sending.Add(session), "two requests of a session at once");
            _busy.Add(waiter);
            (SentBySession.TryGetValue(session, out var sent) ? sent : SentBySession[session] = []).Add(waiter.Request.Number);
        }

        private void FinishOne()
        {
            var waiter = _busy[random.Next(_busy.Count)];
            _busy.Remove(waiter);
            _sending.Remove(SessionOf(waiter));
            if (_line.TryTake(waiter))
            {
                Send(waiter);
            }
            else
            {
                _line.Park(waiter);
            }
        }
    }
}
