using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A filter is saved under a name, found by others, changed and deleted.</summary>
public sealed class SavedViewStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    [Fact]
    public async Task View_Saved_IsThereForOthersUntilItIsDeleted()
    {
        var recording = $"/recordings/{await Dashboard.SampleAsync()}";
        await GoAsync($"{recording}?q=status%3A5xx");
        await MenuAsync();
        await Button("Save view…").ClickAsync();
        await Expect(Field("Name")).ToBeFocusedAsync();
        await Field("Name").FillAsync("Broken <b>answers</b>");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".mud-dialog")).ToHaveCountAsync(0);

        var other = await Dashboard.Browser.OpenAsync(Dashboard.Server.Url);
        await other.GotoAsync(recording);
        await other.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Broken <b>answers</b> status:5xx", Exact = true }).ClickAsync();
        await Expect(other.Locator(".query .count")).ToContainTextAsync("1 match");
        await Expect(other.Locator("#views-menu")).ToBeHiddenAsync();
        await other.Context.DisposeAsync();

        await MenuAsync();
        await Button("Delete view ‘Broken <b>answers</b>’").ClickAsync();
        await Button("Delete view").ClickAsync();
        await MenuAsync();
        await Expect(Page.Locator(".views-menu")).Not.ToContainTextAsync("Broken");
        Assert.Empty(await Page.FindFaultsAsync());
    }

    private async Task MenuAsync()
    {
        await Expect(Page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        await Button("Views").ClickAsync();
        await Expect(Page.Locator("#views-menu")).ToBeVisibleAsync();
    }
}
