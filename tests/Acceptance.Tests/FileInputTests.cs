using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table A: format and file input (spec §13, 1–21).</summary>
public sealed class FileInputTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check001_RecordedGet_IsHeaderLinePayloadAndSeparator()
    {
        await using var site = ScriptedTarget.Plain();
        await using var capture = await _place.CaptureAsync("--input-raw", $"lo:{site.Port}", "--output-file", "out.gor", "--output-file-append");
        await ToolProcess.RunAsync("curl", "--silent", $"http://{site.Address}/a");
        await capture.WaitUntilAsync(() => new FileInfo(_place.PathOf("out.gor")) is { Exists: true, Length: > 0 }, "the record");
        (await Workplace.StopAsync(capture)).Succeeded();
        var bytes = await File.ReadAllBytesAsync(_place.PathOf("out.gor"), TestContext.Current.CancellationToken);
        var text = Encoding.Latin1.GetString(bytes);
        Assert.Matches(@"\A1 [0-9a-f]{24} \d{19} \d+\nGET /a HTTP/1\.1\r\n", text);
        Assert.Equal("\r\n\r\n"u8.ToArray(), bytes[^18..^14]);
        Assert.Equal(Convert.FromHexString("0AF09F90B5F09F9988F09F99890A"), bytes[^14..]);
    }

    [Fact]
    public async Task Check002And003_FileToStdout_IsTheFileAndEnds()
    {
        _place.Write("in.gor", GorRecord.Gets(3, 0));
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-stdout")).Succeeded();
        Assert.Equal(File.ReadAllBytes(_place.PathOf("in.gor")), outcome.Output);
    }

    [Theory]
    [InlineData("", 0.99)]
    [InlineData("|200%", 0.495)]
    [InlineData("|1000%", 0.1)]
    [InlineData("|50%", 1.98)]
    [InlineData("|20/s", 4.95)]
    [InlineData("|max", 0)]
    public async Task Check004And005_Speed_SetsHowLongTheReplayTakes(string speed, double seconds)
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Gets(100, 10));
        var outcome = (await _place.RunAsync("--input-file", $"in.gor{speed}", "--output-http", target.Address)).Succeeded();
        Assert.Equal(100, target.Requests.Count);

        // Never too fast; how late the last one is depends on what else the machine does.
        var took = Regex.Match(outcome.Error, @"completed after ([\d.]+)(ms|s)");
        Assert.InRange(double.Parse(took.Groups[1].Value, CultureInfo.InvariantCulture) / (took.Groups[2].Value == "ms" ? 1000 : 1), seconds * 0.99, seconds + 5);
    }

    [Fact]
    public async Task Check006_ManyRecords_AllArriveAtOnce()
    {
        _place.Write("in.gor", GorRecord.Gets(20_000, 0));
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-null", "--exit-after", "30s")).Succeeded();
        Assert.Equal(20_000, outcome.Count("output 1", 1));
        Assert.Contains("completed after", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3_600_000, "", "1s", 1)]
    [InlineData(10_000, "|1000%", "2s", 1)]
    public async Task Check007_MaxWait_IsAppliedAfterSpeed(double gap, string speed, string maxWait, double seconds)
    {
        _place.Write("in.gor", GorRecord.Get(0, 0), GorRecord.Get(1, gap));
        var watch = Stopwatch.StartNew();
        (await _place.RunAsync("--input-file", $"in.gor{speed}", "--input-file-max-wait", maxWait, "--output-null")).Succeeded();
        Assert.InRange(watch.Elapsed.TotalSeconds, seconds, seconds + 20);
    }

    [Theory]
    [InlineData("tapedeck --input-file 'in*.gor|max' --output-stdout")]
    [InlineData("tapedeck --input-file in*.gor --output-stdout")]
    [InlineData("tapedeck --output-stdout --input-file in*.gor")]
    public async Task Check008And009_SeveralFiles_AreMergedByTime(string line)
    {
        _place.Write("in1.gor", GorRecord.Get(0, 0), GorRecord.Get(2, 20), GorRecord.Get(4, 40));
        _place.Write("in2.gor", GorRecord.Get(1, 10), GorRecord.Get(3, 30));
        Assert.Equal(["/0", "/1", "/2", "/3", "/4"], Targets((await _place.ShellAsync(line)).Succeeded()));
    }

    [Fact]
    public async Task Check010_SwappedRecords_ComeInOrderOfTime()
    {
        _place.Write("in.gor", GorRecord.Get(0, 0), GorRecord.Get(2, 20), GorRecord.Get(1, 10), GorRecord.Get(3, 30));
        Assert.Equal(["/0", "/1", "/2", "/3"], Targets((await _place.RunAsync("--input-file", "in.gor", "--output-stdout")).Succeeded()));
    }

    [Fact]
    public async Task Check011_EqualTimestamps_KeepTheOrderOfTheFile()
    {
        _place.Write("in.gor", GorRecord.Gets(200, 0));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"/{i}"), Targets((await _place.RunAsync("--input-file", "in.gor", "--output-stdout")).Succeeded()));
    }

    [Fact]
    public async Task Check012_Loop_GoesOnUntilTheTimeIsUp()
    {
        _place.Write("in.gor", GorRecord.Gets(2, 100));
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--input-file-loop", "--output-stdout", "--exit-after", "3s")).Succeeded();
        Assert.InRange(outcome.Records.Count, 6, 10_000);
    }

    [Theory]
    [InlineData("1 aa 5 0\nGET /cut HTTP/1.1\r\nHost: h\r\n\r\n", "end")]
    [InlineData("1 aa\nGET /two HTTP/1.1\r\n\r\n\n🐵🙈🙉\n", "middle")]
    public async Task Check013And015_RecordWithoutSeparatorOrFields_IsReportedAndOthersReplay(string damaged, string where)
    {
        var good = GorRecord.ToBytes(GorRecord.Gets(3, 0));
        var bad = Encoding.UTF8.GetBytes(damaged);
        _place.Write("in.gor", where == "end" ? [.. good, .. bad] : [.. bad, .. good]);
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-stdout")).Succeeded();
        Assert.Equal(["/0", "/1", "/2"], Targets(outcome));
        Assert.Matches("(?m)^tapedeck: warning: .*in\\.gor", outcome.Error);
        Assert.Contains("damaged 1", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check014_TruncatedRecordThenAGoodOne_LosesOnlyTheTruncated()
    {
        var cut = Encoding.ASCII.GetBytes($"1 aa {GorRecord.Start} 0\nPOST /cut HTTP/1.1\r\nContent-Length: 100\r\n\r\nonly this\n");
        _place.Write("in.gor", [.. cut, .. GorRecord.ToBytes(GorRecord.Gets(2, 0))]);
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-stdout")).Succeeded();
        Assert.Equal(["/0", "/1"], Targets(outcome));
        Assert.Contains("damaged 1", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong checksum", 3)]
    [InlineData("cut", 2)]
    public async Task InputFile_CompressedAndDamaged_ReplaysWhatUnpacksAndSaysSo(string damage, int whole)
    {
        _place.Write("in.gor.gz", GorRecord.Gets(3, 0));
        var packed = await File.ReadAllBytesAsync(_place.PathOf("in.gor.gz"), TestContext.Current.CancellationToken);
        packed[^8] ^= 1;
        await File.WriteAllBytesAsync(_place.PathOf("in.gor.gz"), damage == "cut" ? packed[..^12] : packed, TestContext.Current.CancellationToken);
        var outcome = (await _place.RunAsync("--input-file", "in.gor.gz", "--output-stdout")).Succeeded();
        Assert.Equal(Enumerable.Range(0, whole).Select(i => $"/{i}"), Targets(outcome));
        Assert.Matches("(?m)^tapedeck: warning: .*in\\.gor\\.gz, byte [1-9]\\d*: The compressed data is damaged", outcome.Error);
        Assert.Contains("damaged 1", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InputFile_CompressedAndDamagedInside_ReplaysWhatIsBehind()
    {
        var members = GorRecord.Gets(3, 0).Select(record => GzipMembers.Pack(GorRecord.ToBytes([record]))).ToArray();
        members[1].AsSpan(10, 20).Fill(0xFF);
        await File.WriteAllBytesAsync(_place.PathOf("in.gor.gz"), [.. members.SelectMany(member => member)], TestContext.Current.CancellationToken);
        var outcome = (await _place.RunAsync("--input-file", "in.gor.gz", "--output-stdout")).Succeeded();
        Assert.Equal(["/0", "/2"], Targets(outcome));
        Assert.Contains($"goes on with what begins at byte {members[0].Length + members[1].Length} of the file", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("damaged 1", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check016_OldHeaderLines_AreReplayed()
    {
        _place.Write("in.gor", new GorRecord($"1 {new string('a', 40)} {GorRecord.Start}", "GET /old HTTP/1.1\r\nHost: h\r\n\r\n"));
        Assert.Equal(["/old"], Targets((await _place.RunAsync("--input-file", "in.gor", "--output-stdout")).Succeeded()));
    }

    [Fact]
    public async Task Check017_GzipFile_IsReadAndATruncatedOneAsFarAsItGoes()
    {
        _place.Write("in.gor.gz", GorRecord.Gets(2000, 0));
        Assert.Equal(2000, (await _place.RunAsync("--input-file", "in.gor.gz", "--output-stdout")).Succeeded().Records.Count);

        var bytes = await File.ReadAllBytesAsync(_place.PathOf("in.gor.gz"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_place.PathOf("incut.gor.gz"), bytes[..(bytes.Length / 2)], TestContext.Current.CancellationToken);
        var outcome = (await _place.RunAsync("--input-file", "incut.gor.gz", "--output-stdout")).Succeeded();
        Assert.InRange(outcome.Records.Count, 100, 1999);
        Assert.Matches("(?m)^tapedeck: warning: .*incut\\.gor\\.gz", outcome.Error);
    }

    [Fact]
    public async Task Check018_PatternWithoutMatch_IsAnErrorThatNamesIt()
    {
        var outcome = await _place.RunAsync("--input-file", "none*.gor", "--output-null");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--input-file: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("none*.gor", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check019_DryRun_ReportsAndSendsNothing()
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Gets(40, 50));
        var outcome = await _place.RunAsync("--input-file", "in.gor", "--input-file-dry-run", "--output-http", target.Address);
        Assert.Equal(0, outcome.ExitCode);
        var bytes = GorRecord.Gets(40, 50).Sum(record => record.Payload.Length);
        Assert.Equal(
            $"Input: in.gor\nRecords found: 40\nFiles processed: 1\nBytes processed: {bytes}\nMax wait: 50ms\nMin wait: 50ms\nFirst wait: 50ms\n"
            + "Expected replay time: 1.95s\nOut-of-order records: 0\n",
            Encoding.UTF8.GetString(outcome.Output));
        Assert.Empty(target.Requests);

        _place.Write("in.gor", GorRecord.Gets(1, 0));
        outcome = await _place.RunAsync("--input-file", "in.gor", "--input-file-dry-run", "--input-file-loop");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Records found: 1\n", Encoding.UTF8.GetString(outcome.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check020_AnyBytes_SurviveFromFileToFile()
    {
        var body = string.Concat(Enumerable.Range(0, 256).Select(i => (char)i)) + "\0\n\n\xFF";
        _place.Write("in.gor", GorRecord.Of('1', 1, 0, $"POST /b HTTP/1.1\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        (await _place.RunAsync("--input-file", "in.gor", "--output-file", "out.gor", "--output-file-append")).Succeeded();
        Assert.Equal(File.ReadAllBytes(_place.PathOf("in.gor")), File.ReadAllBytes(_place.PathOf("out.gor")));
    }

    [Fact]
    public async Task Check021_LongBody_PassesOrIsCutMarkedAndNotReplayed()
    {
        const int Length = 20 << 20;
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Of('1', 1, 0, $"POST /long HTTP/1.1\r\nHost: h\r\nContent-Length: {Length}\r\n\r\n{new string('x', Length)}"));
        (await _place.RunAsync("--input-file", "in.gor", "--output-file", "out.gor", "--output-file-append", "--copy-buffer-size", "50mb")).Succeeded();
        Assert.Equal(File.ReadAllBytes(_place.PathOf("in.gor")), File.ReadAllBytes(_place.PathOf("out.gor")));

        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-http", target.Address, "--output-stdout")).Succeeded();
        Assert.Empty(target.Requests);
        Assert.Equal(5 << 20, Assert.Single(outcome.Records).Payload.Length);
        Assert.Equal(1, outcome.Count("output 2", 3));
    }

    private static IEnumerable<string> Targets(Workplace.Outcome outcome) => outcome.Records.Select(record => record.FirstLine.Split(' ')[1]);
}
