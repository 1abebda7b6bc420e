using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.CommandLine;

/// <summary>Files are replayed, filtered and copied without web server.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private NginxServer _site = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Recording => _folder.File("x.gor");

    public async ValueTask InitializeAsync()
    {
        _site = await NginxServer.StartAsync(cancellationToken: Token);
        await using var capture = await Tapedeck.CaptureAsync(
            "--input-raw", $"lo:{_site.Port}", "--input-raw-track-response", "--output-file", Recording, "--output-file-append");
        await Curl.SendAsync($"{_site.Url}{{a,b}}/[1-10]");
        await capture.InterruptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task OutputHttp_WholeFile_SendsWhatWasRecorded()
    {
        await using var target = await NginxServer.StartAsync(cancellationToken: Token);
        var (exitCode, output, error) = await Tapedeck.RunAsync("--input-file", Recording, "--output-http", $"http://127.0.0.1:{target.Port}");
        Assert.True(exitCode == 0, error);
        Assert.Empty(output);
        Assert.Contains("20 sent, 20 answered (200: 20), 0 failed", error, StringComparison.Ordinal);
        Tapedeck.ExpectBalance(error);
        Assert.Equal(
            (await _site.RequestsAsync(20)).Select(line => line.Replace($"{_site.Port}", $"{target.Port}", StringComparison.Ordinal)).Order(), (await target.RequestsAsync(20)).Order());
    }

    [Fact]
    public async Task Rules_FilterAndRewrite_ReachTheTarget()
    {
        await using var target = await NginxServer.StartAsync(cancellationToken: Token);
        var (exitCode, _, error) = await Tapedeck.RunAsync(
            "--input-file", $"{Recording}|1000%", "--output-http", $"127.0.0.1:{target.Port}", "--http-allow-url", "^/a/",
            "--http-rewrite-url", "/a/(.*):/c/$1", "--http-set-header", "Host: shop.example");
        Assert.True(exitCode == 0, error);
        Tapedeck.ExpectBalance(error);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"GET /c/{i} 200 shop.example").Order(), (await target.RequestsAsync(10)).Order());
    }

    [Fact]
    public async Task OutputStdout_OfAFile_IsTheFile()
    {
        await using var copy = ToolProcess.Start(ToolProcess.TapeDeck, "--input-file", $"{Recording}|max", "--output-stdout");
        Assert.Equal(0, await copy.WaitForExitAsync());
        Assert.Equal(await File.ReadAllBytesAsync(Recording, Token), copy.Output);
    }

    [Fact]
    public async Task OutputHttp_TargetDown_CountsEveryRefusalAndEnds()
    {
        var (exitCode, _, error) = await Tapedeck.RunAsync("--input-file", $"{Recording}|max", "--output-http", $"http://127.0.0.1:{FreePort.Next()}");
        Assert.Equal(0, exitCode);
        Assert.Contains("0 answered, 20 failed", error, StringComparison.Ordinal);
        Assert.Contains("refused 20", error, StringComparison.Ordinal);
        Tapedeck.ExpectBalance(error);
    }
}
