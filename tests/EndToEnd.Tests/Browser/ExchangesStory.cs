using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A story that opens exchanges of the recording with a bit of everything.</summary>
public abstract class ExchangesStory(Dashboard dashboard) : BrowserStory(dashboard)
{
    protected ILocator Detail => Page.GetByRole(AriaRole.Region, new() { Name = "Details" });

    protected ILocator Row(string text) => Page.Locator(".grid-row").Filter(new() { HasText = text });

    protected async Task OpenAsync(string target, string method, string tab = "Request")
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?q={Uri.EscapeDataString(target)}&m={method}");
        await Row(target).First.ClickAsync();
        await Expect(Detail.Locator("h2")).ToHaveTextAsync(target);
        await TabAsync(tab);
    }

    protected async Task TabAsync(string name)
    {
        var tab = Detail.GetByRole(AriaRole.Tab, new() { Name = name });
        await tab.ClickAsync();
        await Expect(tab).ToHaveAttributeAsync("aria-selected", "true");
    }
}
