using System.Text;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>The way to the server fails without a word, as on a train, and comes back: the page says so, and then shows what it missed.</summary>
public sealed class ConnectionStoryTests(Dashboard dashboard) : IAsyncLifetime
{
    private IPage _page = null!;
    private volatile bool _isCut;
    private volatile string? _cutBefore;

    private ILocator Banner => _page.GetByText("Connection lost at");

    public async ValueTask InitializeAsync()
    {
        _page = await dashboard.Browser.OpenAsync(dashboard.Server.Url);
        await _page.RouteAsync("**/_blazor/negotiate*", route => _isCut ? route.AbortAsync() : route.ContinueAsync());
        await _page.RouteWebSocketAsync("**/_blazor?*", Join);
    }

    public async ValueTask DisposeAsync() => await _page.Context.DisposeAsync();

    [Fact]
    public async Task Connection_LostWhileTrafficFlows_ComesBackWithEveryRowOnce()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var capture = await dashboard.Api.StartCaptureAsync("Story of a lost connection", site.Port);
        await _page.SetViewportSizeAsync(1280, 1800); // room for all rows: only those in view are drawn
        await _page.GotoAsync($"/captures/{capture}");
        await Expect(_page.GetByText("Listening. No exchange has been seen yet.")).ToBeVisibleAsync();
        await Curl.SendAsync($"{site.Url}before/[1-5]");
        await Expect(_page.Locator(".grid-row .status.s2")).ToHaveCountAsync(5);

        _isCut = true;
        await Curl.SendAsync($"{site.Url}unseen/[1-20]");
        await Expect(Banner).ToBeVisibleAsync();
        await Curl.SendAsync($"{site.Url}unseen/[21-30]");
        await Expect(_page.Locator(".grid-row")).ToHaveCountAsync(5);

        _isCut = false;
        await Expect(Banner).ToBeHiddenAsync();
        await Curl.SendAsync($"{site.Url}after/[1-5]");
        await Expect(_page.Locator(".grid-row .status.s2")).ToHaveCountAsync(40);
        var shown = await _page.Locator(".grid-row [role=gridcell]:nth-child(3)").AllInnerTextsAsync();
        var recording = await dashboard.Api.StopCaptureAsync(capture);
        await dashboard.Api.WaitForIndexAsync(recording);
        var items = (await dashboard.Api.GetAsync($"/recordings/{recording}/exchanges?limit=100")).Expect(200).Json.GetProperty("items");
        Assert.Equal(items.EnumerateArray().Select(item => item.GetProperty("target").GetString()!).Reverse(), shown);
    }

    [Fact]
    public async Task List_ScrolledWhileTheConnectionWasLost_ShowsItsRowsOnceItIsBack()
    {
        await _page.GotoAsync($"/recordings/{await dashboard.SampleAsync()}");
        await Expect(_page.Locator(".grid-row").First).ToBeVisibleAsync();
        await Expect(_page.Locator(".grid-rows[style*=translateY]")).ToBeAttachedAsync(); // scrolling is set up
        _isCut = true;
        await _page.GetByRole(AriaRole.Grid).HoverAsync();
        await _page.Mouse.WheelAsync(0, 32 * 250);
        await Expect(Banner).ToBeVisibleAsync();
        _isCut = false;
        await Expect(Banner).ToBeHiddenAsync();
        await Expect(_page.Locator(".grid-row").Filter(new() { HasText = "/page/255" })).ToBeInViewportAsync();
        await Expect(_page.GetByText("Rows 251 – ")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task List_WhoseScrollingWasNotSetUpWhenTheConnectionWasLost_WorksOnceItIsBack()
    {
        var recording = await dashboard.SampleAsync();
        _cutBefore = "tapedeck.grid.attach";
        await _page.GotoAsync($"/recordings/{recording}");
        await Expect(Banner).ToBeVisibleAsync();
        _cutBefore = null;
        _isCut = false;
        await Expect(Banner).ToBeHiddenAsync();
        await Expect(_page.Locator(".grid-row").First).ToBeVisibleAsync();
        await Expect(_page.Locator(".grid-rows[style*=translateY]")).ToBeAttachedAsync();
        await _page.GetByRole(AriaRole.Grid).HoverAsync();
        await _page.Mouse.WheelAsync(0, 32 * 250);
        await Expect(_page.Locator(".grid-row").Filter(new() { HasText = "/page/255" })).ToBeInViewportAsync();
    }

    /// <summary>Connects the page to the server with a wire that can be cut: both ends then hear nothing.</summary>
    private void Join(IWebSocketRoute page)
    {
        var server = page.ConnectToServer();
        Forward(page, server);
        Forward(server, page);
    }

    private void Forward(IWebSocketRoute from, IWebSocketRoute to) => from.OnMessage(frame =>
    {
        _isCut |= _cutBefore is { } call && frame.Binary is { } sent && sent.AsSpan().IndexOf(Encoding.UTF8.GetBytes(call)) >= 0;
        if (_isCut)
        {
            return;
        }

        if (frame.Binary is { } bytes)
        {
            to.Send(bytes);
        }
        else
        {
            to.Send(frame.Text!);
        }
    });
}
