using System.Text;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

public sealed class FileInputTests : IDisposable
{
    private const long Millisecond = 1_000_000;
    private readonly TempFolder _folder = new();
    private readonly LedgerAccount _sources = new Ledger().Account(Ledger.Sources);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_SeveralFiles_MergedByTimeTiesInFileOrder()
    {
        Write("b.gor", (1, "/b1"), (3, "/b3"), (5, "/b5"));
        Write("a.gor", (2, "/a2"), (3, "/a3"), (6, "/a6"));
        Write("c.gor", (4, "/c4"));

        Assert.Equal(["/b1", "/a2", "/a3", "/b3", "/c4", "/b5", "/a6"], await ReadTargetsAsync("*.gor"));
    }

    [Fact]
    public async Task Read_TwoPatterns_FirstPatternWinsTiesAndNoFileIsReadTwice()
    {
        Write("a.gor", (1, "/a"));
        Write("b.gor", (1, "/b"));

        Assert.Equal(["/b", "/a"], await ReadTargetsAsync("b.gor", "*.gor"));
    }

    [Fact]
    public async Task Read_ManyChunks_InOrder()
    {
        for (var i = 0; i < 300; i++)
        {
            Write($"x_{i}.gor", (i * 10, $"/{i}"), ((i * 10) + 5, $"/{i}.5"));
        }

        var expected = Enumerable.Range(0, 300).SelectMany(i => new[] { $"/{i}", $"/{i}.5" });
        Assert.Equal(expected, await ReadTargetsAsync("x_*.gor"));
    }

    [Theory]
    [InlineData(100, "/1 /1b /2 /3 /4")]
    [InlineData(2, "/3 /1 /1b /2 /4")]
    [InlineData(1, "/3 /4 /1 /1b /2")]
    [InlineData(0, "/3 /4 /1 /1b /2")]
    public async Task Read_DisorderInAFile_RepairedWithinTheDepth(int depth, string expected)
    {
        Write("a.gor", (3, "/3"), (4, "/4"), (1, "/1"), (1, "/1b"), (2, "/2"));
        var plan = Plan("a.gor") with { ReadDepth = depth };

        Assert.Equal(expected, string.Join(' ', GorText.Targets(await ReadAsync(plan))));
    }

    [Fact]
    public async Task Read_Range_OthersAreCountedAsFiltered()
    {
        Write("a.gor", (1, "/1"), (2, "/2"), (3, "/3"), (4, "/4"));
        var records = await ReadAsync(Plan("a.gor") with { From = 2, To = 3 });

        Assert.Equal(["/2", "/3"], GorText.Targets(records));
        AssertLedger(seen: 4, delivered: 2, filtered: 2, damaged: 0);
    }

    [Fact]
    public async Task Read_DamagedFile_OthersAreReadDamageIsCountedAndListed()
    {
        File.WriteAllText(_folder.File("a.gor"), GorText.Get("/1") + GorText.Get("/x", "broken") + GorText.Get("/2"));
        await using var input = Open(Plan("a.gor"));
        var records = await ReadAsync(input);

        Assert.Equal(["/1", "/2"], GorText.Targets(records));
        AssertLedger(seen: 3, delivered: 2, filtered: 0, damaged: 1);
        Assert.Contains($"a.gor, byte {Encoding.UTF8.GetByteCount(GorText.Get("/1"))}: ", Assert.Single(input.Damages), StringComparison.Ordinal);
        Assert.Equal(1, input.Fraction);
    }

    [Fact]
    public async Task Read_DamagedMemberOfACompressedFile_OthersAreReadDamageIsCountedOnce()
    {
        var members = Enumerable.Range(0, 3).Select(member => GzipMembers.Pack(Encoding.UTF8.GetBytes(GorText.Get($"/{member}", "1 aa 5 0")))).ToArray();
        members[1].AsSpan(10, 20).Fill(0xFF);
        File.WriteAllBytes(_folder.File("a.gor.gz"), [.. members.SelectMany(member => member)]);
        await using var input = Open(Plan("a.gor.gz"));
        var records = await ReadAsync(input);

        Assert.Equal(["/0", "/2"], GorText.Targets(records));
        AssertLedger(seen: 3, delivered: 2, filtered: 0, damaged: 1);
        Assert.Contains($"a.gor.gz, byte {Encoding.UTF8.GetByteCount(GorText.Get("/0", "1 aa 5 0"))}: The compressed data is damaged; reading goes on", Assert.Single(input.Damages), StringComparison.Ordinal);
        Assert.Equal(1, input.Fraction);
    }

    [Fact]
    public async Task Read_ManyDamages_ListsAHundredAndCountsTheRest()
    {
        File.WriteAllText(_folder.File("a.gor"), GorText.Get("/1") + string.Concat(Enumerable.Repeat(GorText.Get("/x", "broken") + GorText.Get("/2"), 130)));
        await using var input = Open(Plan("a.gor"));
        await ReadAsync(input);

        Assert.Equal(101, input.Damages.Count);
        Assert.Contains("30 more", input.Damages[^1], StringComparison.Ordinal);
        AssertLedger(seen: 261, delivered: 131, filtered: 0, damaged: 130);
    }

    [Fact]
    public async Task Read_AtFullSpeed_RecordsCarryNoDueTime()
    {
        Write("a.gor", (1, "/1"), (1000 * Millisecond, "/2"));

        Assert.All(await ReadAsync(Plan("a.gor")), record => Assert.Equal(0, record.DueTimestamp));
    }

    [Fact]
    public async Task Read_Paced_YieldsWhatIsDueTogetherWithDueTimes()
    {
        Write("a.gor", (5, "/1"), (5, "/2"), (5 + (100 * Millisecond), "/3"), (5 + (300 * Millisecond), "/4"));
        var time = new FakeTimeProvider();
        await using var input = FileInput.Open(Plan("a.gor") with { Speed = null }, _sources, time);
        await using var batches = input.ReadAsync(Token).GetAsyncEnumerator(Token);
        var start = time.GetTimestamp();

        Assert.True(await batches.MoveNextAsync());
        Assert.Equal(["/1", "/2"], GorText.Targets(batches.Current.ToArray()));
        foreach (var (target, dueAfter) in new[] { ("/3", 100), ("/4", 300) })
        {
            var next = batches.MoveNextAsync().AsTask();
            time.Advance(TimeSpan.FromMilliseconds(dueAfter - 1) - time.GetElapsedTime(start));
            Assert.False(next.IsCompleted);
            time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(await next);
            Assert.Equal([target], GorText.Targets(batches.Current.ToArray()));
            Assert.Equal(TimeSpan.FromMilliseconds(dueAfter), time.GetElapsedTime(start, batches.Current.Span[0].DueTimestamp));
        }

        Assert.False(await batches.MoveNextAsync());
    }

    [Fact]
    public async Task Read_Loop_StartsAgainUntilStopped()
    {
        Write("a.gor", (1, "/1"), (2, "/2"));
        await using var input = Open(Plan("*.gor") with { Loop = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var targets = new List<string>();
        await foreach (var batch in input.ReadAsync(stop.Token))
        {
            targets.AddRange(GorText.Targets(batch.ToArray()));
            if (targets.Count >= 1000)
            {
                await stop.CancelAsync();
            }
        }

        Assert.Equal(targets.Select((_, i) => i % 2 == 0 ? "/1" : "/2"), targets);
        Assert.Null(input.Fraction);
    }

    [Fact]
    public async Task Read_LoopOverNothing_Ends()
    {
        File.WriteAllText(_folder.File("a.gor"), "");

        Assert.Empty(await ReadAsync(Plan("a.gor") with { Loop = true }));
    }

    [Fact]
    public async Task Read_StoppedWhileWaiting_EndsWithoutAnError()
    {
        Write("a.gor", (1, "/1"), (3_600_000 * Millisecond, "/2"));
        await using var input = FileInput.Open(Plan("a.gor") with { Speed = ReplaySpeed.Original }, _sources, new FakeTimeProvider());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var batches = input.ReadAsync(stop.Token).GetAsyncEnumerator(Token);

        Assert.True(await batches.MoveNextAsync());
        var next = batches.MoveNextAsync();
        await stop.CancelAsync();
        Assert.False(await next);
        AssertLedger(seen: 1, delivered: 1, filtered: 0, damaged: 0);
    }

    [Fact]
    public async Task Read_ConsumerLeavesEarly_ReadingAheadEnds()
    {
        Write("a.gor", [.. Enumerable.Range(0, 20_000).Select(i => ((long)i, $"/{i}"))]);
        await using var input = Open(Plan("a.gor"));
        await foreach (var batch in input.ReadAsync(Token))
        {
            Assert.False(batch.IsEmpty);
            break;
        }
    }

    [Fact]
    public async Task Read_GoldenRecording_AllRecords()
    {
        var input = Open(new FileInputPlan { Files = [SharedData.Path("golden", "recordings", "queue", "*.gor")], Speed = ReplaySpeed.Max });
        var records = await ReadAsync(input);

        Assert.NotEmpty(records);
        Assert.Equal(records.Select(record => record.Timestamp).Order(), records.Select(record => record.Timestamp));
    }

    [Theory]
    [InlineData("none*.gor", "No file matches")]
    [InlineData("none.gor", "No file matches")]
    [InlineData("sub", "is a folder")]
    [InlineData("text.txt", "no .gor file")]
    public void Open_NothingToRead_FaultAtFiles(string pattern, string expected)
    {
        Directory.CreateDirectory(_folder.File("sub"));
        File.WriteAllText(_folder.File("text.txt"), "dear diary\n");
        var fault = Assert.Single(Assert.Throws<PlanException>(() => Open(Plan(pattern))).Faults);

        Assert.Equal("/files", fault.Path);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains(pattern, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoFilesAndEmptyRange_NamesBoth()
    {
        var faults = Assert.Throws<PlanException>(() => Open(new FileInputPlan { From = 2, To = 1 })).Faults;

        Assert.Equal(["/files", "/to"], faults.Select(fault => fault.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("*.gor", "a1.gor a2.gor b.gor")]
    [InlineData("a?.gor", "a1.gor a2.gor")]
    [InlineData("[a-b]*.gor", "a1.gor a2.gor b.gor")]
    [InlineData("a[!1].gor", "a2.gor")]
    [InlineData("a[^2].gor", "a1.gor")]
    [InlineData("*/c.gor", "sub/c.gor")]
    [InlineData("s*/*", "sub/c.gor sub/we[1]rd.gor")]
    [InlineData("sub/we[1]rd.gor", "sub/we[1]rd.gor")]
    [InlineData("a(1).gor", "")]
    public async Task Open_Pattern_MatchesTheseFiles(string pattern, string expected)
    {
        Directory.CreateDirectory(_folder.File("sub"));
        var names = new[] { "a1.gor", "a2.gor", "b.gor", "sub/c.gor", "sub/we[1]rd.gor" };
        for (var i = 0; i < names.Length; i++)
        {
            Write(names[i], (i, "/" + names[i]));
        }

        var found = expected.Length == 0 ? [] : await ReadTargetsAsync(pattern);
        Assert.Equal(expected, string.Join(' ', found.Select(target => target[1..])));
        if (expected.Length == 0)
        {
            Assert.Throws<PlanException>(() => Open(Plan(pattern)));
        }
    }

    private FileInputPlan Plan(params string[] names) => new() { Files = [.. names.Select(name => _folder.File(name))], Speed = ReplaySpeed.Max };

    private FileInput Open(FileInputPlan plan) => FileInput.Open(plan, _sources, TimeProvider.System);

    private void Write(string name, params (long Timestamp, string Target)[] records) =>
        File.WriteAllBytes(_folder.File(name), GorText.Write(records.Select((one, i) => Records.Request(i, one.Target, one.Timestamp))));

    private async Task<string[]> ReadTargetsAsync(params string[] names) => GorText.Targets(await ReadAsync(Plan(names)));

    private async Task<List<Record>> ReadAsync(FileInputPlan plan)
    {
        await using var input = Open(plan);
        return await ReadAsync(input);
    }

    private static async Task<List<Record>> ReadAsync(FileInput input)
    {
        var records = new List<Record>();
        await foreach (var batch in input.ReadAsync(Token))
        {
            records.AddRange(batch.Span);
        }

        return records;
    }

    private void AssertLedger(long seen, long delivered, long filtered, long damaged)
    {
        var entry = _sources.Snapshot();
        Assert.Equal((seen, delivered, filtered, 0), (entry.Seen, entry.Delivered, entry.Filtered, entry.InFlight));
        Assert.Equal(damaged, entry.Dropped.GetValueOrDefault(LedgerReason.Damaged));
    }
}
