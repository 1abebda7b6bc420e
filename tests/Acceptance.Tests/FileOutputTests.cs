using System.Globalization;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table B: file output (spec §13, 22–39).</summary>
public sealed class FileOutputTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check022And023_ChunkedFile_IsNumberedAndNeverOverwritten()
    {
        _place.Write("in.gor", GorRecord.Gets(3, 0));
        await CopyAsync("test.gor");
        Assert.Equal(["test_0.gor"], _place.Outputs);
        var first = File.ReadAllBytes(_place.PathOf("test_0.gor"));
        await CopyAsync("test.gor");
        Assert.Equal(["test_0.gor", "test_1.gor"], _place.Outputs);
        Assert.Equal(first, File.ReadAllBytes(_place.PathOf("test_0.gor")));
        Assert.Equal(3, _place.Read("test_1.gor").Count);
    }

    [Fact]
    public async Task Check024_Defaults_StartAChunkEvery256Records()
    {
        _place.Write("in.gor", GorRecord.Gets(600, 0));
        await CopyAsync("test.gor");
        Assert.Equal([256, 256, 88], _place.Outputs.Select(name => _place.Read(name).Count));
    }

    [Fact]
    public async Task Check025_SizeLimit_StartsAChunkOnceItIsReached()
    {
        var padding = new string('x', 10_000);
        _place.Write("in.gor", Enumerable.Range(0, 500).Select(i => GorRecord.Get(i, 0, headers: $"X: {padding}\r\n")));
        await CopyAsync("test.gor", "--output-file-queue-limit", "0", "--output-file-size-limit", "1mb");
        Assert.True(_place.Outputs.Count() >= 5);
        Assert.All(_place.Outputs, name => Assert.InRange(new FileInfo(_place.PathOf(name)).Length, 1, (1 << 20) + 11_000));
        Assert.Equal(500, _place.Outputs.Sum(name => _place.Read(name).Count));
    }

    [Fact]
    public async Task Check026_Append_KeepsWhatIsThere()
    {
        _place.Write("in.gor", GorRecord.Gets(3, 0));
        await CopyAsync("test.gor", "--output-file-append");
        _place.Write("in.gor", GorRecord.Gets(2, 0, first: 7));
        await CopyAsync("test.gor", "--output-file-append");
        Assert.Equal(["test.gor"], _place.Outputs);
        Assert.Equal(["GET /0 HTTP/1.1", "GET /1 HTTP/1.1", "GET /2 HTTP/1.1", "GET /7 HTTP/1.1", "GET /8 HTTP/1.1"], _place.Read("test.gor").Select(record => record.FirstLine));
    }

    [Fact]
    public async Task Check027_AppendFollowedByTrue_LeavesLaterOptionsInForce()
    {
        _place.Write("in.gor", GorRecord.Gets(3, 0));
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-file", "test.gor", "--output-file-append", "true", "--output-stdout")).Succeeded();
        Assert.Equal(3, outcome.Records.Count);
        Assert.Equal(["test.gor"], _place.Outputs);
    }

    [Theory]
    [InlineData(true, ".gor")]
    [InlineData(false, "_0.gor")]
    public async Task Check028_Date_IsTodays(bool append, string end)
    {
        _place.Write("in.gor", GorRecord.Gets(1, 0));
        var before = Now("yyyyMMdd");
        await CopyAsync("%Y%m%d.gor", $"--output-file-append={append}");
        Assert.Contains(Assert.Single(_place.Outputs), new[] { before + end, Now("yyyyMMdd") + end });
    }

    [Fact]
    public async Task Check029_EveryPlaceholderOfTime_IsTheLocalClock()
    {
        _place.Write("in.gor", GorRecord.Gets(1, 0));
        var before = Now("yyyy-MM-dd-HH-mm-ss");
        await CopyAsync("%Y-%m-%d-%H-%M-%S.gor", "--output-file-append");
        var name = Path.GetFileNameWithoutExtension(Assert.Single(_place.Outputs));
        Assert.Single(_place.Read($"{name}.gor"));
        Assert.InRange(name, before, Now("yyyy-MM-dd-HH-mm-ss"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Check030_SecondInTheName_StartsAFileEachSecond()
    {
        _place.Write("in.gor", GorRecord.Gets(31, 100));
        await CopyAsync("%H%M%S.gor", "--output-file-append");
        Assert.InRange(_place.Outputs.Count(), 3, 31);
        Assert.Equal(31, _place.Outputs.Sum(name => _place.Read(name).Count));
    }

    [Fact]
    public async Task Check031_IdKindAndRun_ArePlaceholdersToo()
    {
        _place.Write("in.gor", GorRecord.Get(1, 0), GorRecord.Response(1, 1), GorRecord.Get(2, 2), GorRecord.Response(2, 3));
        await CopyAsync("%r.gor", "--output-file-append");
        Assert.Equal([$"{1:x24}.gor", $"{2:x24}.gor"], _place.Outputs);
        await CopyAsync("kind-%t.gor", "--output-file-append");
        Assert.Equal(["1", "1"], _place.Read("kind-1.gor").Select(record => record.Kind.ToString()));
        Assert.Equal(2, _place.Read("kind-2.gor").Count);
        await CopyAsync("run-%i.gor", "--output-file-append");
        await CopyAsync("run-%i.gor", "--output-file-append");
        var runs = _place.Outputs.Where(name => name.StartsWith("run-", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, runs.Count);
        Assert.All(runs, name => Assert.Matches(@"^run-[A-Za-z]{8}\.gor$", name));
    }

    [Fact]
    public async Task Check032_FileOfALongerName_IsNoChunkOfThisOne()
    {
        _place.Write("in.gor", GorRecord.Gets(1, 0));
        _place.Write("requests_4.gor", GorRecord.Gets(1, 0));
        await CopyAsync("req.gor");
        Assert.Equal(["req_0.gor", "requests_4.gor"], _place.Outputs);
    }

    [Fact]
    public async Task Check033_GzName_IsCompressed()
    {
        _place.Write("in.gor", GorRecord.Gets(300, 0));
        await CopyAsync("test.gor.gz");
        Assert.Equal(["test.gor_0.gz", "test.gor_1.gz"], _place.Outputs);
        Assert.Equal(0, (await ToolProcess.RunAsync("gunzip", ["-t", .. _place.Outputs.Select(_place.PathOf)])).ExitCode);
        Assert.Equal(300, _place.Outputs.Sum(name => _place.Read(name).Count));
    }

    [Fact]
    public async Task Check034_OneRecord_IsOnDiskSoonAndWithoutAStop()
    {
        _place.Write("in.gor", GorRecord.Get(0, 0), GorRecord.Get(1, 3_600_000));
        await using var program = _place.Start("--input-file", "in.gor", "--output-file", "test.gor");
        await program.WaitUntilAsync(() => File.Exists(_place.PathOf("test_0.gor")) && new FileInfo(_place.PathOf("test_0.gor")).Length > 0, "the record on disk");
        Assert.False(program.HasExited);
        Assert.Single(_place.Read("test_0.gor"));
        (await Workplace.StopAsync(program)).Succeeded();
    }

    [Fact]
    public async Task Check035_KilledWhileCompressing_LosesTheLastSecondAtMost()
    {
        _place.Write("in.gor", GorRecord.Gets(4000, 5));
        var counters = FreePort.Next();
        await using var program = _place.Start(
            "--input-file", "in.gor", "--output-file", "test.gor.gz", "--output-file-queue-limit", "0", "--http-pprof", $"127.0.0.1:{counters}");
        var delivered = 0;
        await Eventually.HoldsAsync(async () => (delivered = await Metrics.DeliveredAsync(counters)) >= 300); // long before the end: what comes waits a second at most
        await program.SignalAsync("KILL");
        await program.WaitForExitAsync();
        var outcome = (await _place.RunAsync("--input-file", "test.gor_0.gz|max", "--output-stdout")).Succeeded();
        Assert.InRange(outcome.Records.Count, delivered, 3999);
    }

    [Fact]
    public async Task Check036_MissingFolder_IsAClearErrorOfTheOption()
    {
        _place.Write("in.gor", GorRecord.Gets(1, 0));
        var outcome = await _place.RunAsync("--input-file", "in.gor", "--output-file", "no/such/folder/test.gor");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("--output-file: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("no/such/folder", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1024", 0)]
    [InlineData("10mb", 0)]
    [InlineData("0x10mb", 0)]
    [InlineData("256m", 0)]
    [InlineData("32MB", 0)]
    [InlineData("5.5mb", 2)]
    [InlineData("-1", 2)]
    [InlineData("abc", 2)]
    public async Task Check037_Sizes_AreTakenOrRefusedByName(string size, int exitCode)
    {
        _place.Write("in.gor", GorRecord.Gets(1, 0));
        var outcome = await _place.RunAsync("--input-file", "in.gor", "--output-file", "test.gor", "--output-file-size-limit", size);
        Assert.Equal(exitCode, outcome.ExitCode);
        if (exitCode != 0)
        {
            Assert.StartsWith($"tapedeck: --output-file-size-limit: \"{size}\" is not a size", outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Check038_TotalLimit_StopsThisOutputAndNoOther()
    {
        _place.Write("in.gor", GorRecord.Gets(1000, 0));
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-stdout", "--output-file", "test.gor", "--output-file-max-size-limit", "10kb")).Succeeded();
        Assert.Equal(1000, outcome.Records.Count);
        Assert.InRange(_place.Outputs.Sum(name => new FileInfo(_place.PathOf(name)).Length), 9_000, 11_000);
        Assert.Equal(1000, outcome.Count("output 2", 0));
        Assert.InRange(outcome.Count("output 2", 3), 800, 999);
    }

    [Fact]
    public async Task Check039_SeveralInputsIntoOneFile_LeaveEveryRecordWhole()
    {
        for (var i = 0; i < 3; i++)
        {
            _place.Write($"in{i}.gor", GorRecord.Gets(3000, 0, first: i * 3000));
        }

        (await _place.RunAsync(
            "--input-file", "in0.gor", "--input-file", "in1.gor", "--input-file", "in2.gor", "--output-file", "test.gor", "--output-file-append")).Succeeded();
        Assert.Equal(Enumerable.Range(0, 9000).Select(i => $"{i:x24}"), _place.Read("test.gor").Select(record => record.Id).Order(StringComparer.Ordinal));
    }

    private static string Now(string format) => DateTime.Now.ToString(format, CultureInfo.InvariantCulture);

    private async Task CopyAsync(string name, params string[] options) =>
        (await _place.RunAsync(["--input-file", "in.gor", "--output-file", name, .. options])).Succeeded();
}
