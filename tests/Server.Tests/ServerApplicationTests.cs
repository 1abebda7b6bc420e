using System.Net;
using System.Net.Sockets;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests;

public sealed class ServerApplicationTests
{
    [Fact]
    public async Task Serve_PortTaken_SaysSoAndReturnsOne()
    {
        using var folder = new TempFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var error = new StringWriter();
        var code = await ServerApplication.ServeAsync(
            [$"--TapeDeck:Urls=http://127.0.0.1:{port}", $"--TapeDeck:DataDirectory={folder.Path}"], TextWriter.Null, error, TestContext.Current.CancellationToken);
        Assert.Equal(1, code);
        Assert.Contains($"{port}", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("TapeDeck:Urls", error.ToString(), StringComparison.Ordinal);
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
