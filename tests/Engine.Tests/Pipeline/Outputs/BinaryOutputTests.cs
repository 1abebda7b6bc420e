using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Relay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

/// <summary>Messages of any protocol over TCP (spec §8.7).</summary>
public class BinaryOutputTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(500);
    private readonly HttpReplay _replay = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_Messages_ArriveByteForByteAndAreAnswered()
    {
        await using var peer = new TcpPeer(EchoAsync);
        Use(new PausingClock(s_timeout / 5, () => true));
        var messages = Enumerable.Range(0, 20).Select(i => Message(i, $"\0\xFF message {i}\n")).ToArray();
        await RunAsync(new BinaryOutputPlan { Address = peer.Address, Connections = 1, Timeout = s_timeout }, messages);
        Assert.Equal(messages.Select(message => Encoding.Latin1.GetString(message.Payload.Span)), peer.Received.Select(Encoding.Latin1.GetString));
        Assert.Equal((20, 0, 1), (_replay.Account.Snapshot().Delivered, _replay.Account.Snapshot().InFlight, peer.Connections));
        Assert.All(_replay.Results.InOrder, result =>
        {
            Assert.Equal("re:" + Encoding.Latin1.GetString(result.Request.Payload.Span), Encoding.Latin1.GetString(result.Response!.Payload.Span));
            Assert.Equal(RecordFlags.None, result.Response.Flags);
        });
        Assert.All(_replay.Results.InOrder, result => Assert.Equal(result.Sent, result.Ended)); // the pause is not part of it
    }

    [Fact]
    public async Task Write_AnswerInPieces_IsWholeUpToThePause()
    {
        using var wanted = new SemaphoreSlim(0);
        using var there = new SemaphoreSlim(0);
        await using var peer = new TcpPeer(async (stream, _, stop) =>
        {
            var wire = new WireStream(stream.Socket);
            foreach (var piece in new[] { "one ", "two ", "three" })
            {
                await wire.WriteAsync(Encoding.ASCII.GetBytes(piece), stop);
                await Eventually.HoldsAsync(() => wire.Acknowledged == wire.Written);
                there.Release();
                await wanted.WaitAsync(stop);
            }

            there.Release(); // nothing more
            return true;
        });
        var received = 0;
        Use(new PausingClock(s_timeout / 5, () =>
        {
            if (++received == 1)
            {
                there.Wait(Cancellation);
            }

            wanted.Release();
            there.Wait(Cancellation);
            return true; // the pause is over before anybody has looked whether something came in it
        }));
        await RunAsync(new BinaryOutputPlan { Address = peer.Address, Timeout = s_timeout }, Message(0, "x"));
        Assert.Equal("one two three", Encoding.Latin1.GetString(Assert.Single(_replay.Results.InOrder).Response!.Payload.Span));
    }

    [Fact]
    public async Task Write_PeerCloses_EndsTheAnswerAtOnce()
    {
        await using var peer = new TcpPeer(async (stream, _, stop) =>
        {
            await stream.WriteAsync("bye"u8.ToArray(), stop);
            return false;
        });
        await RunAsync(new BinaryOutputPlan { Address = peer.Address, Connections = 1, Timeout = TimeSpan.FromMinutes(10) }, Message(0, "x"), Message(1, "y"));
        Assert.Equal((2, 2), (_replay.Account.Snapshot().Delivered, peer.Connections));
        Assert.All(_replay.Results.InOrder, result => Assert.Equal("bye", Encoding.Latin1.GetString(result.Response!.Payload.Span)));
    }

    [Fact]
    public async Task Write_PeerClosesWithoutAnswer_IsDeliveredWithoutOne()
    {
        await using var peer = new TcpPeer((_, _, _) => Task.FromResult(false));
        await RunAsync(new BinaryOutputPlan { Address = peer.Address, Timeout = TimeSpan.FromMinutes(10) }, Message(0, "x"));
        Assert.Equal((1, null), (_replay.Account.Snapshot().Delivered, Assert.Single(_replay.Results.InOrder).Response));
    }

    [Fact]
    public async Task Write_PeerIsSilent_TimesOut()
    {
        await using var peer = new TcpPeer((stream, piece, stop) => piece[0] == 'y' ? EchoAsync(stream, piece, stop) : Task.FromResult(true));
        var time = Use(new PausingClock(s_timeout / 5, () => true));
        var run = RunAsync(new BinaryOutputPlan { Address = peer.Address, Connections = 2, Timeout = s_timeout }, Message(0, "x"), Message(1, "y"));
        await Eventually.HoldsAsync(() => peer.Received.Count == 2 && _replay.Account.Snapshot().Delivered == 1);
        time.Advance(s_timeout);
        await run;
        var result = _replay.Results.InOrder[0];
        Assert.Equal((LedgerReason.TimedOut, "No answer within 0.5 s."), (result.Failure!.Value, result.FailureDetail));
    }

    [Fact]
    public async Task Write_AnswerNeverPauses_EndsAfterTwelveTimeLimits()
    {
        using var wanted = new SemaphoreSlim(0);
        await using var peer = new TcpPeer(async (stream, _, stop) =>
        {
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), stop);
                await wanted.WaitAsync(stop);
            }
        });
        PausingClock time = null!;
        time = Use(new PausingClock(s_timeout / 5, () =>
        {
            time.Advance(s_timeout / 10);
            wanted.Release();
            return false;
        }));
        await RunAsync(new BinaryOutputPlan { Address = peer.Address, Timeout = s_timeout }, Message(0, "x"));
        var result = Assert.Single(_replay.Results.InOrder);
        Assert.Equal((LedgerReason.TimedOut, "No end of the answer within 6 s."), (result.Failure!.Value, result.FailureDetail));
        Assert.Equal(120, result.ResponseBytes);
    }

    [Fact]
    public async Task Write_LongAnswer_IsKeptUpToTheLimitAndMarked()
    {
        await using var peer = new TcpPeer(async (stream, _, stop) =>
        {
            await stream.WriteAsync(new byte[100_000], stop);
            return false;
        });
        await RunAsync(new BinaryOutputPlan { Address = peer.Address, Timeout = s_timeout, ResponseLimitBytes = 1000 }, Message(0, "x"));
        var result = Assert.Single(_replay.Results.InOrder);
        Assert.Equal((100_000, 1000, RecordFlags.Truncated), (result.ResponseBytes, result.Response!.Payload.Length, result.Response.Flags));
    }

    [Fact]
    public async Task Write_PeerDown_IsRefused()
    {
        await RunAsync(new BinaryOutputPlan { Address = $"127.0.0.1:{FreePort.Next()}" }, Message(0, "x"), Message(1, "y") with { Flags = RecordFlags.Truncated });
        Assert.Equal((1, 1), (_replay.Account.Snapshot().Dropped[LedgerReason.Refused], _replay.Account.Snapshot().Dropped[LedgerReason.TooLarge]));
    }

    [Fact]
    public async Task Responses_Wanted_AreRecords()
    {
        await using var peer = new TcpPeer(EchoAsync);
        await using var output = BinaryOutput.Open(new BinaryOutputPlan { Address = peer.Address, Timeout = s_timeout, TrackResponses = true }, _replay.Options);
        await _replay.WriteAsync(output, Message(7, "x"), Records.Response(8));
        await output.CompleteAsync(Cancellation);
        await foreach (var batch in output.Responses!.ReadAsync(Cancellation))
        {
            var answer = Assert.Single(batch.ToArray());
            Assert.Equal((RecordKind.ReplayedResponse, Message(7, "x").Id, "re:x"), (answer.Kind, answer.Id, Encoding.Latin1.GetString(answer.Payload.Span)));
        }

        Assert.Equal((1, 1), (_replay.Account.Snapshot().Delivered, _replay.Account.Snapshot().Dropped[LedgerReason.NotApplicable]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("host")]
    [InlineData("http://host:1")]
    [InlineData("host:1/path")]
    [InlineData("host:0")]
    [InlineData("::1")]
    public void Open_AddressThatIsNone_IsAFault(string address)
    {
        var thrown = Assert.Throws<PlanException>(() => BinaryOutput.Open(new BinaryOutputPlan { Address = address, Connections = 0 }, _replay.Options));
        Assert.Equal(["/address", "/connections"], thrown.Faults.Select(fault => fault.Path));
    }

    private PausingClock Use(PausingClock time)
    {
        _replay.Options = _replay.Options with { Time = time };
        return time;
    }

    private static Record Message(int number, string payload) => HttpReplay.Request(payload, number);

    private static async Task<bool> EchoAsync(System.Net.Sockets.NetworkStream stream, byte[] piece, CancellationToken stop)
    {
        await stream.WriteAsync((byte[])[.. "re:"u8, .. piece], stop);
        return true;
    }

    private async Task RunAsync(BinaryOutputPlan plan, params Record[] messages)
    {
        await using var output = BinaryOutput.Open(plan, _replay.Options);
        await _replay.WriteAsync(output, messages);
        await output.CompleteAsync(Cancellation);
        Assert.Equal(0, _replay.Account.Snapshot().InFlight);
    }
}
