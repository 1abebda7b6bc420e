using System.Net;
using System.Text.RegularExpressions;
using TapeDeck.Server.Cli;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli;

public sealed class FileServerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SharedText _error = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ServeAsync_Folder_IsServedOnLoopbackAndEveryRequestSaid()
    {
        await File.WriteAllTextAsync(_folder.File("a.unknown"), "hello", _stop.Token);
        await File.WriteAllTextAsync(_folder.File(".secret"), "hidden", _stop.Token);
        var server = FileServer.ServeAsync(":0", _folder.Path, _error, _stop.Token);
        using var client = new HttpClient { BaseAddress = await AddressAsync() };
        Assert.Equal("hello", await client.GetStringAsync("/a.unknown", _stop.Token));
        Assert.Contains("a.unknown", await client.GetStringAsync("/", _stop.Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/.secret", _stop.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/none?x=1", _stop.Token)).StatusCode);
        await _stop.CancelAsync();
        Assert.Equal(CommandLine.Done, await server);
        Assert.Contains("GET /a.unknown 200", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("GET /none?x=1 404", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServeAsync_NoAddress_IsWrongUsage()
    {
        Assert.Equal(CommandLine.WrongUsage, await FileServer.ServeAsync("8000", _folder.Path, _error, _stop.Token));
        Assert.Contains("\"8000\" is not an address", _error.ToString(), StringComparison.Ordinal);
    }

    private async Task<Uri> AddressAsync()
    {
        Match match;
        while (!(match = Regex.Match(_error.ToString(), @"http://127\.0\.0\.1:\d+")).Success)
        {
            await Task.Delay(20, _stop.Token);
        }

        return new Uri(match.Value);
    }
}
