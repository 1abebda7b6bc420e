using TapeDeck.Engine.Replay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Replay;

public class RequestQueueTests
{
    private readonly RequestQueue _queue = new(capacity: 4, capacityBytes: long.MaxValue, new ArrivalLine());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_SomeWaiting_GivesThemOutInOrderAndThenEnds()
    {
        for (var i = 0; i < 4; i++)
        {
            Assert.True(_queue.TryAdd(Request(i)));
        }

        Assert.False(_queue.TryAdd(Request(4)));
        _queue.End();
        var waiter = new RequestWaiter();
        for (var i = 0; i < 4; i++)
        {
            Assert.True(await _queue.TakeAsync(waiter));
            Assert.Equal(i, waiter.Request.Number);
        }

        Assert.False(await _queue.TakeAsync(waiter));
    }

    [Fact]
    public void Add_ATakerBroke_SaysWhy()
    {
        _queue.Fail(new IOException("The disk is gone."));
        var failure = Assert.Throws<InvalidOperationException>(() => _queue.TryAdd(Request(0)));
        Assert.Equal("Sending requests broke off: The disk is gone.", failure.Message);
    }

    [Fact]
    public async Task Add_SeveralIdle_WakesTheOneThatWaitedLeast()
    {
        var (early, late) = (new RequestWaiter(), new RequestWaiter());
        var first = _queue.TakeAsync(early).AsTask();
        var second = _queue.TakeAsync(late).AsTask();
        Assert.True(_queue.TryAdd(Request(7)));
        Assert.True(await second);
        Assert.Equal(7, late.Request.Number);
        Assert.False(first.IsCompleted);
        _queue.End();
        Assert.False(await first);
    }

    [Fact]
    public async Task WaitForRoom_Full_ReturnsOnceHalfIsFree()
    {
        for (var i = 0; i < 4; i++)
        {
            _queue.TryAdd(Request(i));
        }

        var room = _queue.WaitForRoomAsync(Cancellation).AsTask();
        await _queue.TakeAsync(new RequestWaiter());
        Assert.False(room.IsCompleted);
        await _queue.TakeAsync(new RequestWaiter());
        await room;
        Assert.Equal(2, _queue.Count);
    }

    [Fact]
    public async Task WaitForRoom_Cancelled_ReturnsAndCanBeAskedAgain()
    {
        for (var i = 0; i < 4; i++)
        {
            _queue.TryAdd(Request(i));
        }

        using var stop = new CancellationTokenSource();
        var room = _queue.WaitForRoomAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await room;
        var again = _queue.WaitForRoomAsync(Cancellation).AsTask();
        Assert.False(again.IsCompleted);
        await _queue.TakeAsync(new RequestWaiter());
        await _queue.TakeAsync(new RequestWaiter());
        await again;
    }

    [Fact]
    public async Task Fail_WriterWaiting_TellsIt()
    {
        for (var i = 0; i < 4; i++)
        {
            _queue.TryAdd(Request(i));
        }

        var room = _queue.WaitForRoomAsync(Cancellation).AsTask();
        _queue.Fail(new InvalidOperationException("broken"));
        await room;
        var thrown = Assert.Throws<InvalidOperationException>(() => _queue.TryAdd(Request(9)));
        Assert.Equal("broken", thrown.InnerException!.Message);
    }

    [Fact]
    public async Task Queue_ManyTakers_EveryRequestIsTakenOnce()
    {
        const int Count = 20_000;
        var seen = new int[Count];
        var takers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var waiter = new RequestWaiter();
            while (await _queue.TakeAsync(waiter))
            {
                Interlocked.Increment(ref seen[waiter.Request.Number]);
            }
        })).ToArray();
        for (var i = 0; i < Count; i++)
        {
            while (!_queue.TryAdd(Request(i)))
            {
                await _queue.WaitForRoomAsync(Cancellation);
            }
        }

        _queue.End();
        await Task.WhenAll(takers);
        Assert.All(seen, times => Assert.Equal(1, times));
    }

    private static QueuedRequest Request(int number) => new(Records.Request(number), number, 0);
}
