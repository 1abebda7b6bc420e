using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests;

public sealed class ServerApplicationTests
{
    [Theory]
    [InlineData("http://127.0.0.1:{0}", "in use")]
    [InlineData("http://localhost:{0}", "in use")]
    [InlineData("http://203.0.113.7:{0}", "assign requested address")]
    [InlineData("https://127.0.0.1:0", "certificate")]
    public async Task Serve_AddressThatCannotBeHad_SaysSoInOneLineAndReturnsOne(string url, string reason)
    {
        using var folder = new TempFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        url = string.Format(CultureInfo.InvariantCulture, url, ((IPEndPoint)taken.LocalEndpoint).Port);
        var (code, output, error) = await ToolProcess.RunAsync(ToolProcess.TapeDeck, "serve", "--urls", url, "--data", folder.Path);
        Assert.Equal((1, ""), (code, output));
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(new[] { url, reason, "--urls", "TapeDeck:Urls" }, text => Assert.Contains(text, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Serve_DataDirectoryIsAFile_SaysSoAndReturnsOne()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("data"), "", TestContext.Current.CancellationToken);
        var error = new StringWriter();
        var code = await ServerApplication.ServeAsync(
            ["--TapeDeck:Urls=http://127.0.0.1:0", $"--TapeDeck:DataDirectory={folder.File("data")}"], TextWriter.Null, error, TestContext.Current.CancellationToken);
        Assert.Equal(1, code);
        Assert.Contains("TapeDeck:DataDirectory", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_DataDirectoryIsReadOnly_SaysSoInOneLineAndReturnsOne()
    {
        await using var disk = await SmallDisk.MountAsync("ro");
        var (code, output, error) = await ToolProcess.RunAsync(ToolProcess.TapeDeck, "--urls", "http://127.0.0.1:0", "--data", disk.Path);
        Assert.Equal((1, ""), (code, output));
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(new[] { "TapeDeck:DataDirectory", disk.Path, "Read-only file system", "--data" }, text => Assert.Contains(text, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task LoginUrl_OfARunningServer_SignsIn()
    {
        await using var server = await ServerFixture.StartAsync();
        var output = new StringWriter();
        var code = await ServerApplication.PrintLoginUrlAsync(
            [$"--TapeDeck:Urls={server.Address}", $"--TapeDeck:DataDirectory={server.Folder.Path}"], output, TextWriter.Null, TestContext.Current.CancellationToken);
        using var answer = await server.Anonymous().GetAsync(output.ToString().Trim(), TestContext.Current.CancellationToken);
        Assert.Equal((0, HttpStatusCode.OK), (code, answer.StatusCode));
        Assert.True(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task LoginUrl_WhereNoServerRan_SaysSoAndReturnsOne()
    {
        using var folder = new TempFolder();
        var error = new StringWriter();
        var code = await ServerApplication.PrintLoginUrlAsync([$"--TapeDeck:DataDirectory={folder.Path}"], TextWriter.Null, error, TestContext.Current.CancellationToken);
        Assert.Equal(1, code);
        Assert.Contains(folder.Path, error.ToString(), StringComparison.Ordinal);
    }
}
