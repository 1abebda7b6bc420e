using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>The address is the state of a page: it can be sent to somebody, and the way back leads back.</summary>
public sealed class AddressTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    [Fact]
    public async Task DeepLink_OpensTheSameRowsSelectionAndTab()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?q=page");
        await Page.GetByRole(AriaRole.Grid).HoverAsync();
        await Page.Mouse.WheelAsync(0, 32 * 120);
        var row = Page.Locator(".grid-row").Filter(new() { HasText = "/page/125" });
        await row.ClickAsync();
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Response" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex(@"\?n=124&q=page&tab=response&top=120$"));
        var rows = await Page.Locator(".grid-foot").InnerTextAsync();

        var other = await Dashboard.Browser.OpenAsync(Dashboard.Server.Url);
        await other.GotoAsync(Page.Url);
        await Expect(other.Locator(".grid-row[aria-selected=true]")).ToBeInViewportAsync();
        await Expect(other.Locator(".grid-row[aria-selected=true]")).ToContainTextAsync("/page/125");
        await Expect(other.GetByRole(AriaRole.Tab, new() { Name = "Response" })).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(other.Locator(".start-line")).ToHaveTextAsync("HTTP/1.1 200 OK");
        await Expect(other.Locator(".grid-foot")).ToHaveTextAsync(rows, new() { UseInnerText = true });
        await Expect(other.Locator("#filter")).ToHaveValueAsync("page");
        await other.Context.DisposeAsync();
    }

    [Fact]
    public async Task BackAndForward_RestoreFilterAndPage()
    {
        var recording = $"/recordings/{await Dashboard.SampleAsync()}";
        await GoAsync("/recordings");
        await Link("Sample").ClickAsync();
        await Button("4xx").ClickAsync();
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("1 match");
        await Button("3xx").ClickAsync();
        await Expect(Page.Locator(".grid-row")).ToHaveTextAsync([new Regex("/status/302")]);
        await Page.GoBackAsync();
        await Expect(Button("4xx")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Page.Locator(".grid-row")).ToHaveTextAsync([new Regex("/status/404")]);
        await Page.GoBackAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"{recording}$"));
        await Expect(Button("All")).ToHaveAttributeAsync("aria-pressed", "true");
        await Page.GoBackAsync();
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Recordings");
        await Page.GoForwardAsync();
        await Page.GoForwardAsync();
        await Expect(Page.Locator(".grid-row")).ToHaveTextAsync([new Regex("/status/404")]);
    }

    [Theory]
    [InlineData("/recordings/none", "There is no recording at this address.")]
    [InlineData("/captures/none", "There is no capture at this address.")]
    [InlineData("/replays/none", "There is no replay at this address.")]
    public async Task AddressOfNothing_SaysSo(string address, string said)
    {
        await GoAsync(address);
        await Expect(Page.GetByText(said)).ToBeVisibleAsync();
    }
}
