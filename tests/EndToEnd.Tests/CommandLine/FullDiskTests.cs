using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.CommandLine;

/// <summary>A disk that fills up while recording: the run says so, loses nothing silently, and what was written stays readable.</summary>
public sealed class FullDiskTests
{
    private const int Before = 100;

    [Fact]
    public async Task OutputFile_DiskFillsUp_KeepsWhatWasWrittenAndCountsTheRest()
    {
        await using var disk = await SmallDisk.MountAsync("size=512k");
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var file = Path.Combine(disk.Path, "x.gor");
        await using var capture = await Tapedeck.CaptureAsync("--input-raw", $"lo:{site.Port}", "--output-file", file, "--output-file-append");
        await Curl.SendAsync($"{site.Url}before/[1-{Before}]");
        await capture.WaitUntilAsync(() => File.Exists(file) && File.ReadAllText(file).Contains($"GET /before/{Before} HTTP", StringComparison.Ordinal), "the flush of a second");
        await Curl.SendAsync($"{site.Url}fill/[1-4000]");
        await capture.SignalAsync("INT");
        var exitCode = await capture.WaitForExitAsync();
        Assert.Contains("No space left on device", capture.Error, StringComparison.Ordinal);
        Assert.Matches(@"tapedeck: [1-9][\d,]* records could not be written", capture.Error);
        Tapedeck.ExpectBalance(capture.Error);
        Assert.Equal(1, exitCode);
        var (read, _, error) = await Tapedeck.RunAsync("--input-file", $"{file}|max", "--output-null");
        Assert.True(read == 0, error);
        Tapedeck.ExpectBalance(error);
        Assert.Equal(Enumerable.Range(1, Before).Select(i => $"1 GET /before/{i} HTTP/1.1"), Tapedeck.Messages(file).Take(Before));
    }
}
