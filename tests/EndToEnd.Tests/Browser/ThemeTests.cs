using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>The theme a person chose is there from the first frame on.</summary>
public sealed class ThemeTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    [Fact]
    public async Task Theme_ChosenDark_IsKeptAndNeverFlashesLight()
    {
        await GoAsync("/settings");
        await Page.GetByRole(AriaRole.Radio, new() { Name = "Dark" }).ClickAsync();
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        var dark = await BackgroundAsync();
        await Page.AddInitScriptAsync("""
            window.painted = new Set();
            const look = () => {
              if (document.body) { window.painted.add(document.documentElement.dataset.theme + " " + getComputedStyle(document.body).backgroundColor); }
              requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            """);
        await GoAsync("/recordings");
        Assert.Equal([$"dark {dark}"], await Page.EvaluateAsync<string[]>("() => [...window.painted]"));
        await GoAsync("/settings");
        await Page.GetByRole(AriaRole.Radio, new() { Name = "Light" }).ClickAsync();
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        Assert.NotEqual(dark, await BackgroundAsync());
    }

    [Fact]
    public async Task Theme_AsTheSystem_FollowsIt()
    {
        await GoAsync("/");
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    private Task<string> BackgroundAsync() => Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
}
