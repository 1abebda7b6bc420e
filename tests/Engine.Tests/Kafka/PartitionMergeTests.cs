using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Kafka;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Kafka;

public class PartitionMergeTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConsumedRecord[] _buffer = new ConsumedRecord[100];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_SeveralPartitions_GivesTheEarliestFirstAndKeepsEachPartitionsOrder()
    {
        var merge = Create(waits: true, partitions: 3);
        Add(merge, 0, 10, 40, 30);
        Add(merge, 1, 20, 50);
        Add(merge, 2, 5);
        End(merge, 0, 1, 2);
        Assert.Equal([(2, 5), (0, 10), (1, 20), (0, 40), (0, 30), (1, 50)], await TakeAsync(merge));
    }

    [Fact]
    public async Task Take_PartitionMayStillHaveEarlierOnes_WaitsForIt()
    {
        var merge = Create(waits: true, partitions: 2);
        Add(merge, 0, 10, 20);
        var taking = TakeAsync(merge);
        Add(merge, 1, 15);
        merge.Pulse();
        Assert.Equal([(0, 10), (1, 15)], await taking);
        taking = TakeAsync(merge);
        Assert.False(taking.IsCompleted);
        merge.MarkEnd(1);
        merge.Pulse();
        Assert.Equal([(0, 20)], await taking);
    }

    [Fact]
    public async Task Take_PartitionIsSilentForTooLong_GoesOnWithoutIt()
    {
        var merge = Create(waits: true, partitions: 2);
        Add(merge, 0, 10, 20);
        var taking = TakeAsync(merge);
        Assert.False(taking.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        merge.Pulse();
        Assert.Equal([(0, 10), (0, 20)], await taking);
    }

    [Fact]
    public async Task Take_NotWaiting_GivesWhatThereIs()
    {
        var merge = Create(waits: false, partitions: 2);
        Add(merge, 0, 20, 10);
        Assert.Equal([(0, 20), (0, 10)], await TakeAsync(merge));
    }

    [Fact]
    public async Task Take_MessageWithoutARecord_GoesWithTheOneBeforeIt()
    {
        var merge = Create(waits: true, partitions: 2);
        Add(merge, 0, 10);
        merge.Add(new ConsumedRecord(0, 1, 1, null, "broken"));
        Add(merge, 1, 20);
        End(merge, 0, 1);
        Assert.Equal([(0, 10), (0, -1), (1, 20)], await TakeAsync(merge));
    }

    [Fact]
    public async Task Close_PartitionThatAnotherConsumerReadsNow_ForgetsIt()
    {
        var merge = Create(waits: true, partitions: 2);
        Add(merge, 0, 10);
        Add(merge, 1, 20);
        merge.Close(0);
        Assert.Equal([(1, 20)], await TakeAsync(merge));
        Assert.Equal(0, merge.Fill(0));
    }

    [Fact]
    public void Fill_OfAPartition_IsItsShareOfTheRoom()
    {
        var merge = Create(waits: true, partitions: 2);
        for (var i = 0; i < 10_000; i++)
        {
            merge.Add(new ConsumedRecord(0, i, 10, Records.Request(i), null));
        }

        merge.Add(new ConsumedRecord(1, 0, 16 << 20, Records.Request(0), null));
        Assert.Equal((1.0, 0.5), (merge.Fill(0), merge.Fill(1)));
    }

    [Fact]
    public async Task End_WithAFailure_IsThrownOnceAllIsTaken()
    {
        var merge = Create(waits: false, partitions: 1);
        Add(merge, 0, 10);
        merge.End(new IOException("gone"));
        Assert.Single(await TakeAsync(merge));
        Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(() => TakeAsync(merge))).Message);
    }

    private PartitionMerge Create(bool waits, int partitions)
    {
        var merge = new PartitionMerge(waits, _time);
        for (var partition = 0; partition < partitions; partition++)
        {
            merge.Open(partition);
        }

        return merge;
    }

    private static void Add(PartitionMerge merge, int partition, params long[] timestamps)
    {
        foreach (var timestamp in timestamps)
        {
            merge.Add(new ConsumedRecord(partition, 0, 1, Records.Request(0, timestamp: timestamp), null));
        }
    }

    private static void End(PartitionMerge merge, params int[] partitions)
    {
        foreach (var partition in partitions)
        {
            merge.MarkEnd(partition);
        }
    }

    private async Task<(int Partition, long Timestamp)[]> TakeAsync(PartitionMerge merge)
    {
        var count = await merge.TakeAsync(_buffer, Token);
        return [.. _buffer[..count].Select(record => (record.Partition, record.Record?.Timestamp ?? -1))];
    }
}
