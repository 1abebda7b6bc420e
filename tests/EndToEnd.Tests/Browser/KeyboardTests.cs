using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.Client.Navigation;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>No mouse is needed for anything.</summary>
public sealed class KeyboardTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private ILocator Selected => Page.Locator(".grid-row[aria-selected=true]");

    private ILocator Detail => Page.GetByRole(AriaRole.Region, new() { Name = "Details" });

    [Fact]
    public async Task Recording_IsReadByKeysAlone()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        await Expect(Page.Locator(".grid-row").First).ToBeVisibleAsync();
        await Expect(Page.Locator("[data-ready] #filter")).ToBeVisibleAsync();
        await PressAsync("/");
        await Expect(Page.Locator("#filter")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("/page/1");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("111 matches");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator("#filter")).Not.ToBeFocusedAsync();
        await PressAsync("j", "/page/1");
        await PressAsync("j", "/page/10");
        await PressAsync("ArrowDown", "/page/11");
        await PressAsync("k", "/page/10");
        await Expect(Detail.Locator("h2")).ToHaveTextAsync("/page/10");
        await PressAsync("]");
        await PressAsync("]");
        await Expect(Detail.GetByRole(AriaRole.Tab, new() { Name = "Response" })).ToHaveAttributeAsync("aria-selected", "true");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Detail.GetByRole(AriaRole.Tab, new() { Name = "Response" })).ToBeFocusedAsync();
        await PressAsync("Escape");
        await Expect(Detail).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task CtrlG_ARowOrATime_SelectsIt()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        await Expect(Page.Locator(".grid-row").First).ToBeVisibleAsync();
        await GoToAsync("300");
        await Expect(Selected).ToHaveAttributeAsync("aria-rowindex", "301");
        await Expect(Selected).ToBeInViewportAsync();
        await Expect(Detail.Locator("h2")).ToHaveTextAsync("/page/300");
        var time = await Selected.Locator("[role=gridcell]").Last.InnerTextAsync();
        await GoToAsync("1");
        await Expect(Selected).ToHaveAttributeAsync("aria-rowindex", "2");
        await GoToAsync(time);
        await Expect(Selected.Locator("[role=gridcell]").Last).ToHaveTextAsync(time);
        await GoToAsync("3000");
        await Expect(Page.Locator("#go-to-target-error")).ToHaveTextAsync($"The list has the rows 1 to {SampleTraffic.Count}.");
        Assert.Empty(await Page.FindFaultsAsync());
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        await Page.Locator("#filter").FocusAsync();
        await PressAsync("Ctrl-g");
        await Expect(Field("Row or time")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task QuestionMark_ListsEveryShortcut_AndEscapeCloses()
    {
        await GoAsync("/");
        await PressAsync("?");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("[data-shortcut]")).ToHaveCountAsync(Shortcut.All.Count);
        var listed = await dialog.Locator("[data-shortcut]").EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.shortcut)");
        Assert.Equal(Shortcut.All.Select(shortcut => $"{shortcut.Id}").Order(), listed.Order());
        await Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task SkipLink_IsTheFirstStop_AndLeadsToTheContent()
    {
        await GoAsync("/recordings");
        await Page.EvaluateAsync("() => document.activeElement.blur()");
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Link("Skip to content")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Capture_IsMadeWatchedAndStoppedByKeysAlone()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await GoAsync("/");
        await PressAsync("g+c");
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Captures");
        await TabToAsync(NewCaptureLink);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("h1")).ToHaveTextAsync("New capture");
        await TabToAsync(Page.Locator("#inputs-0-interface"));
        await Page.Keyboard.TypeAsync("lo");
        await TabToAsync(Page.Locator("#inputs-0-ports"));
        await Page.Keyboard.TypeAsync(site.Port.ToString(CultureInfo.InvariantCulture));
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new Regex("/captures/[0-9a-f]{32}$"));
        await Expect(Page.Locator(".page-head .chip").First).ToHaveTextAsync("Recording");
        await Curl.SendAsync($"{site.Url}keys/[1-3]");
        await Expect(Page.Locator(".grid-row .status.s2")).ToHaveCountAsync(3);
        await PressAsync("j", "/keys/3");
        await PressAsync("Escape");
        await TabToAsync(Button("Stop capture"));
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Button("Keep recording")).ToBeFocusedAsync(); // the safe choice
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".page-head .chip").First).ToHaveTextAsync("Stopped");
    }

    [Fact]
    public async Task Keys_PressedBeforeThePageAnswers_AreAnsweredOnceItDoes()
    {
        var connect = new TaskCompletionSource();
        await Page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await connect.Task;
            await route.ContinueAsync();
        });
        await Page.GotoAsync("/");
        await Page.Keyboard.PressAsync("g");
        await Page.Keyboard.PressAsync("c");
        await Expect(Page.Locator("h1")).ToHaveCountAsync(0);
        connect.SetResult();
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Captures");
    }

    [Fact]
    public async Task Key_PressedInTheMomentItsPaneComesIntoView_IsAnswered()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        await Expect(Page.Locator(".grid-row").First).ToBeVisibleAsync();
        await PressOnSightAsync(".detail [role=tab]", "]");
        await PressAsync("j");
        await Expect(Detail.GetByRole(AriaRole.Tab, new() { Name = "Request" })).ToHaveAttributeAsync("aria-selected", "true");
    }

    private async Task PressAsync(string key, string selected)
    {
        await PressAsync(key);
        await Expect(Selected.Locator("[role=gridcell]:nth-child(3)")).ToHaveTextAsync(selected);
    }

    private async Task GoToAsync(string target)
    {
        await Expect(Page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        await PressAsync("Ctrl-g");
        await Expect(Field("Row or time")).ToBeFocusedAsync();
        await Field("Row or time").FillAsync(target);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Presses Tab until something has the focus, as a person would.</summary>
    private async Task TabToAsync(ILocator wanted)
    {
        await Expect(wanted).ToBeVisibleAsync();
        for (var step = 0; step < 60; step++)
        {
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{wanted} cannot be reached with the Tab key.");
    }
}
