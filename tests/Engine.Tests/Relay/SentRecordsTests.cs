using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Relay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Relay;

public class SentRecordsTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly SentRecords _sent;

    public SentRecordsTests() => _sent = new SentRecords(_time);

    [Fact]
    public void Confirm_AcknowledgedForASecond_LetsGo()
    {
        Add(100, 200, 300);
        Assert.Equal(0, _sent.Confirm(acknowledged: 300, written: 300));
        _time.Advance(s_second / 2);
        Assert.Equal(0, _sent.Confirm(300, 300));
        _time.Advance(s_second / 2);
        Assert.Equal(3, _sent.Confirm(300, 300));
        Assert.True(_sent.IsEmpty);
    }

    [Fact]
    public void Confirm_ReceiverIsHeldUp_KeepsWhatItMayNotHaveRead()
    {
        Add(100, 200);
        _sent.Confirm(100, 200);
        _time.Advance(3 * s_second);
        Assert.Equal(0, _sent.Confirm(100, 200));
        Assert.Equal(1, _sent.Confirm(200, 200));
    }

    [Fact]
    public void Confirm_SteadyTraffic_LetsGoWhatIsASecondOld()
    {
        long written = 0;
        var confirmed = 0;
        for (var i = 0; i < 200; i++)
        {
            Add(written += 100);
            confirmed += _sent.Confirm(written, written);
            _time.Advance(s_second / 50);
        }

        Assert.InRange(confirmed, 140, 150);
    }

    [Fact]
    public void Confirm_MoreBytesThanAMachineBuffers_LetsGoAtOnce()
    {
        Add(100, 5_000_000);
        Assert.Equal(1, _sent.Confirm(5_000_000, 5_000_000));
    }

    [Fact]
    public void Settle_ClosedInOrder_DeliversTheAcknowledgedAndSendsTheRestAgain()
    {
        Add(100, 200, 300);
        var again = new List<Record>();
        Assert.Equal((2, 0), _sent.Settle((200, 200), inOrder: true, again));
        Assert.Single(again);
        Assert.True(_sent.IsEmpty);
    }

    [Fact]
    public void Settle_Broken_DoubtsTheAcknowledgedAndSendsTheRestAgain()
    {
        Add(100, 200, 300);
        var again = new List<Record>();
        Assert.Equal((0, 2), _sent.Settle((200, 250), inOrder: false, again));
        Assert.Single(again);
    }

    [Fact]
    public void Settle_ExtentNotKnown_DoubtsRatherThanSendsTwice()
    {
        _sent.Add(Records.Request(1), leastEnd: 100, mostEnd: long.MaxValue);
        Assert.Equal((0, 1), _sent.Settle((150, 150), inOrder: true, []));
    }

    private void Add(params long[] ends)
    {
        foreach (var end in ends)
        {
            _sent.Add(Records.Request(1), end, end);
        }
    }
}
