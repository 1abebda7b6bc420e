using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Kafka;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

public sealed class KafkaInputTests : IDisposable
{
    private readonly LedgerAccount _account = new Ledger().Account(Ledger.Sources);
    private readonly MockKafka _kafka = new(brokers: 2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _kafka.Dispose();

    [Theory]
    [InlineData(KafkaFormat.Text)]
    [InlineData(KafkaFormat.Json)]
    public async Task Read_WhatKcatProduced_GivesTheRecordsOfAllPartitionsInOrderOfTime(KafkaFormat format)
    {
        _kafka.CreateTopic("traffic", 3);
        var records = Enumerable.Range(0, 900).Select(i => Records.Request(i, $"/{i}", timestamp: i + 1)).ToArray();
        foreach (var partition in records.GroupBy(record => (int)(record.Timestamp * 7 % 3)))
        {
            await Kcat.ProduceAsync(_kafka, "traffic", partition.Key, partition.Select(record => MessageFormat.Write(record, format)));
        }

        var read = await ReadAsync(Plan() with { Format = format }, 900);
        Assert.Equal(records.Select(GorText.Target), GorText.Targets(read));
        AssertLedger(delivered: 900);
    }

    [Fact]
    public async Task Read_EveryKindOfRecord_IsCarried()
    {
        _kafka.CreateTopic("traffic", 1);
        Record[] records = [Records.Request(1), Records.Response(1), Records.Response(1) with { Kind = RecordKind.ReplayedResponse }];
        await ProduceAsync(records);
        var read = await ReadAsync(Plan(), 3);
        Assert.Equal(GorText.Write(records), GorText.Write(read));
    }

    [Fact]
    public async Task Read_BrokenMessages_AreCountedAndNamed()
    {
        _kafka.CreateTopic("traffic", 1);
        byte[][] messages = ["garbage"u8.ToArray(), Text(Records.Request(1, "/a")), "1 only\n"u8.ToArray(), Text(Records.Request(2, "/b"))];
        await Kcat.ProduceAsync(_kafka, "traffic", 0, messages);
        await using var input = Open(Plan());
        Assert.Equal(["/a", "/b"], GorText.Targets(await ReadAsync(input, 2)));
        AssertLedger(delivered: 2, (LedgerReason.Unparsable, 2));
        Assert.Equal(
            [$"traffic at {_kafka.List}, partition 0, offset 0: There is no header line of type, id and timestamp.",
                $"traffic at {_kafka.List}, partition 0, offset 2: There is no header line of type, id and timestamp."],
            input.Warnings);
    }

    [Fact]
    public async Task Read_FromAnOffset_BeginsThereInEveryPartition()
    {
        _kafka.CreateTopic("traffic", 2);
        await ProduceAsync(Enumerable.Range(0, 10).Select(i => Records.Request(i, $"/a{i}", i)), 0);
        await ProduceAsync(Enumerable.Range(0, 10).Select(i => Records.Request(i, $"/b{i}", i)), 1);
        Assert.Equal(["/a8", "/b8", "/a9", "/b9"], GorText.Targets(await ReadAsync(Plan() with { Offset = 8 }, 4)));
    }

    [Fact]
    public async Task Read_OffsetThatDoesNotExist_SaysWhatThereIs()
    {
        _kafka.CreateTopic("traffic", 1);
        await ProduceAsync(Enumerable.Range(0, 10).Select(i => Records.Request(i)));
        var failure = await Assert.ThrowsAsync<IOException>(() => ReadAsync(Plan() with { Offset = 11 }, 1));
        Assert.Equal($"Offset 11 is not in partition 0 of Kafka topic traffic at {_kafka.List}, which goes from 0 to 10.", failure.Message);
    }

    [Fact]
    public async Task Read_FromTheEnd_GivesOnlyWhatComesLaterAsItComes()
    {
        _kafka.CreateTopic("traffic", 2);
        await ProduceAsync([Records.Request(0, "/old", 1)]);
        await using var input = Open(Plan() with { Offset = -1, Speed = null });
        Assert.Null(input.Pacer);
        using var stop = new CancellationTokenSource();
        await using var batches = input.ReadAsync(stop.Token).GetAsyncEnumerator(Token);
        var next = batches.MoveNextAsync().AsTask();
        for (var i = 0; !next.IsCompleted; i++)
        {
            await ProduceAsync([Records.Request(i, "/new", 3_600_000_000_000 * (i + 1))], i % 2);
        }

        Assert.True(await next);
        Assert.Equal("/new", GorText.Target(batches.Current.Span[0]));
        await stop.CancelAsync();
        while (await batches.MoveNextAsync())
        {
            Assert.All(GorText.Targets(batches.Current.ToArray()), target => Assert.Equal("/new", target));
        }
    }

    [Fact]
    public async Task Read_AsRecordedAtDoubleSpeed_KeepsTheGapsHalved()
    {
        _kafka.CreateTopic("traffic", 1);
        await ProduceAsync(Enumerable.Range(0, 5).Select(i => Records.Request(i, timestamp: i * 1_000_000_000L)));
        Assert.True(ReplaySpeed.TryParse("200%", out var speed));
        var time = new FakeTimeProvider();
        await using var input = Open(Plan() with { Speed = speed }, time);
        using var stop = new CancellationTokenSource();
        await using var batches = input.ReadAsync(stop.Token).GetAsyncEnumerator(Token);
        var began = time.GetTimestamp();
        for (var i = 0; i < 5; i++)
        {
            var next = batches.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                await Task.Delay(5, Token);
                time.Advance(i == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(10));
            }

            Assert.True(await next);
            began = i == 0 ? time.GetTimestamp() : began;
            Assert.InRange(time.GetElapsedTime(began), i * TimeSpan.FromSeconds(0.5), (i * TimeSpan.FromSeconds(0.5)) + TimeSpan.FromMilliseconds(450));
        }

        await stop.CancelAsync();
    }

    [Fact]
    public async Task Read_AsAGroup_GoesOnWhereItsRunTookTheLastBatch()
    {
        _kafka.CreateTopic("traffic", 3);
        for (var partition = 0; partition < 3; partition++)
        {
            var number = partition;
            await ProduceAsync(Enumerable.Range(0, 100).Select(i => Records.Request(i, $"/{(i * 3) + number}", (i * 3) + number)), partition);
        }

        var plan = Plan() with { Group = "workers" };
        var first = await ReadAsync(plan, 120);
        var second = await ReadAsync(plan, 300 - first.Count);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"/{i}").Order(), GorText.Targets(first.Concat(second)).Order());
        Assert.True(first.Count < 300);
    }

    [Fact]
    public async Task Read_AsAGroupWithKcat_SharesThePartitions()
    {
        _kafka.CreateTopic("traffic", 4);
        await using var input = Open(Plan() with { Group = "workers" });
        using var stop = new CancellationTokenSource();
        await using var batches = input.ReadAsync(stop.Token).GetAsyncEnumerator(Token);
        await using var kcat = ToolProcess.Start("kcat", "-b", _kafka.List, "-u", "-f", "%k %s\\n", "-G", "workers", "traffic");
        var read = new HashSet<string>();
        var next = batches.MoveNextAsync().AsTask();
        for (var i = 0; !(read.Count > 0 && kcat.OutputText.Contains("GET", StringComparison.Ordinal)); i++)
        {
            await ProduceAsync([Records.Request(i, $"/{i}", i)], i % 4);
            if (next.IsCompleted && await next)
            {
                read.UnionWith(GorText.Targets(batches.Current.ToArray()));
                next = batches.MoveNextAsync().AsTask();
            }
        }

        await stop.CancelAsync();
        await next;
    }

    [Fact]
    public async Task Read_ClusterOutOfReach_FailsAfterSomeSeconds()
    {
        var time = new FakeTimeProvider();
        await using var input = Open(Plan() with { Cluster = new KafkaClusterPlan { Brokers = [$"127.0.0.1:{FreePort.Next()}"] } }, time);
        var reading = ReadAsync(input, 1);
        while (!reading.IsCompleted)
        {
            await Task.Delay(100, Token);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Contains("Connection refused", (await Assert.ThrowsAsync<IOException>(() => reading)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TopicThatDoesNotExist_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<IOException>(() => ReadAsync(Plan() with { Topic = "no such topic" }, 1));
        Assert.Contains("no such topic", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_BrokerGoesAndComesBack_GoesOn()
    {
        _kafka.CreateTopic("traffic", 1);
        await ProduceAsync([Records.Request(0, "/before", 1)]);
        await using var input = Open(Plan() with { Speed = ReplaySpeed.Max });
        using var stop = new CancellationTokenSource();
        await using var batches = input.ReadAsync(stop.Token).GetAsyncEnumerator(Token);
        Assert.True(await batches.MoveNextAsync());
        _kafka.TakeDown(1);
        _kafka.TakeDown(2);
        await Eventually.HoldsAsync(() => input.Warnings.Count > 0);
        _kafka.BringUp(1);
        _kafka.BringUp(2);
        await ProduceAsync([Records.Request(1, "/after", 2)]);
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal("/after", GorText.Target(batches.Current.Span[0]));
        await stop.CancelAsync();
    }

    [Fact]
    public async Task Read_MoreThanIsHeldAtOnce_ReadsAllOfIt()
    {
        _kafka.CreateTopic("traffic", 1);
        var records = Enumerable.Range(0, 30_000).Select(i => Records.Request(i, timestamp: i) with { Payload = "GET / HTTP/1.1\r\n\r\n"u8.ToArray() }).ToList();
        await ProduceAsync(records);
        var read = await ReadAsync(Plan() with { Speed = ReplaySpeed.Max }, records.Count);
        Assert.Equal(records.Select(record => record.Id), read.Select(record => record.Id));
    }

    [Theory]
    [InlineData("", "a", -2, "/topic")]
    [InlineData("t", "a", -3, "/offset")]
    [InlineData("t", "", -2, "/group")]
    public void Open_PlanThatCannotWork_NamesTheFault(string topic, string group, long offset, string path) =>
        Assert.Equal(path, Assert.Single(Assert.Throws<PlanException>(() => Open(Plan() with { Topic = topic, Group = group, Offset = offset })).Faults).Path);

    private static byte[] Text(Record record) => MessageFormat.Write(record, KafkaFormat.Text);

    private KafkaInputPlan Plan() => new() { Cluster = new KafkaClusterPlan { Brokers = _kafka.Brokers }, Topic = "traffic", Offset = -2 };

    private KafkaInput Open(KafkaInputPlan plan, TimeProvider? time = null) => KafkaInput.Open(plan, _account, time ?? TimeProvider.System, NullLogger.Instance);

    private Task ProduceAsync(IEnumerable<Record> records, int partition = 0) => Kcat.ProduceAsync(_kafka, "traffic", partition, records.Select(Text));

    private async Task<List<Record>> ReadAsync(KafkaInputPlan plan, int count)
    {
        await using var input = Open(plan);
        return await ReadAsync(input, count);
    }

    private static async Task<List<Record>> ReadAsync(KafkaInput input, int count)
    {
        var records = new List<Record>();
        using var stop = new CancellationTokenSource();
        await foreach (var batch in input.ReadAsync(stop.Token))
        {
            records.AddRange(batch.Span);
            if (records.Count >= count)
            {
                await stop.CancelAsync();
            }
        }

        return records;
    }

    private void AssertLedger(long delivered, params (LedgerReason Reason, long Count)[] dropped)
    {
        var entry = _account.Snapshot();
        Assert.Equal((delivered, 0), (entry.Delivered, entry.InFlight));
        Assert.Equal(dropped.ToDictionary(one => one.Reason, one => one.Count), entry.Dropped);
    }
}
