using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

public sealed class FileInputReportTests : IDisposable
{
    private const long Millisecond = 1_000_000;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_FortyRecords_ReportsWhatAReplayWouldDo()
    {
        Write("a.gor", [.. Enumerable.Range(0, 40).Select(i => i * 50 * Millisecond)]);
        var report = await ReadAsync(new FileInputPlan { Loop = true });
        Assert.Equal((40, 1, 40 * Records.Request(0).Payload.Length), (report.Records, report.Files, report.Bytes));
        Assert.Equal(TimeSpan.FromSeconds(1.95), report.ExpectedTime);
        Assert.Equal([50, 50, 50], new[] { report.FirstWait, report.ShortestWait, report.LongestWait }.Select(wait => wait.TotalMilliseconds));
        Assert.Equal(0, report.OutOfOrder);
        Assert.Empty(report.Damages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Read_FewerThanTwoRecords_HasNoWaits(int count)
    {
        Write("a.gor", [.. Enumerable.Repeat(5L, count)]);
        var report = await ReadAsync(new FileInputPlan());
        Assert.Equal(count, report.Records);
        Assert.All([report.FirstWait, report.ShortestWait, report.LongestWait, report.ExpectedTime], wait => Assert.Equal(TimeSpan.Zero, wait));
    }

    [Theory]
    [InlineData("100%", null, 3610, 10)]
    [InlineData("1000%", null, 361, 1)]
    [InlineData("1000%", 2.0, 3, 1)]
    [InlineData("max", null, 0, 0)]
    [InlineData("4/s", null, 0.5, 0.25)]
    public async Task Read_SpeedAndLongestWait_AreApplied(string speed, double? maxWait, double expected, double first)
    {
        Write("a.gor", 0, 10_000 * Millisecond, 3_610_000 * Millisecond);
        var plan = new FileInputPlan
        {
            Speed = ReplaySpeed.TryParse(speed, out var parsed) ? parsed : null,
            MaxWait = maxWait is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        var report = await ReadAsync(plan);
        Assert.Equal((expected, first), (report.ExpectedTime.TotalSeconds, report.FirstWait.TotalSeconds));
    }

    [Fact]
    public async Task Read_DisorderAndRangeAndDamage_AreReported()
    {
        Write("a.gor", 10 * Millisecond, 30 * Millisecond, 20 * Millisecond);
        await File.AppendAllTextAsync(_folder.File("a.gor"), "1 broken\n" + GorText.Separator, TestContext.Current.CancellationToken);
        await File.AppendAllBytesAsync(_folder.File("a.gor"), GorText.Write([Records.Request(3, timestamp: 90 * Millisecond)]), TestContext.Current.CancellationToken);
        var report = await ReadAsync(new FileInputPlan { ReadDepth = 1, To = 50 * Millisecond });
        Assert.Equal((3, 1, 20, 20), (report.Records, report.OutOfOrder, report.ShortestWait.TotalMilliseconds, report.LongestWait.TotalMilliseconds));
        Assert.Single(report.Damages);
    }

    [Fact]
    public async Task Read_NoFile_SaysSo()
    {
        var refused = await Assert.ThrowsAsync<PlanException>(() => ReadAsync(new FileInputPlan()));
        Assert.Equal("/files", Assert.Single(refused.Faults).Path);
    }

    private void Write(string name, params long[] timestamps) =>
        File.WriteAllBytes(_folder.File(name), GorText.Write(timestamps.Select((timestamp, i) => Records.Request(i, timestamp: timestamp))));

    private Task<FileInputReport> ReadAsync(FileInputPlan plan) =>
        FileInputReport.ReadAsync(plan with { Files = [_folder.File("*.gor")] }, TestContext.Current.CancellationToken);
}
