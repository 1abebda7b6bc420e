using TapeDeck.Engine.Relay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Relay;

public sealed class RelayQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_WhenFull_WaitsUntilOneIsTaken()
    {
        var queue = new RelayQueue(1, long.MaxValue);
        await queue.AddAsync(Records.Request(1, "/1", 1), Token);
        var adding = queue.AddAsync(Records.Request(2, "/2", 2), Token).AsTask();
        Assert.False(adding.IsCompleted);

        Assert.True(queue.TryTake(out _));
        await adding;
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public async Task Add_WaitingForRoomWhenTakingFails_FailsToo()
    {
        var queue = new RelayQueue(1, long.MaxValue);
        await queue.AddAsync(Records.Request(1, "/1", 1), Token);
        var adding = queue.AddAsync(Records.Request(2, "/2", 2), Token).AsTask();

        queue.End(new InvalidOperationException("The lane fell over."));
        var failure = await Assert.ThrowsAsync<IOException>(() => adding.WaitAsync(Token));
        Assert.Contains("The lane fell over.", failure.Message, StringComparison.Ordinal);
    }
}
