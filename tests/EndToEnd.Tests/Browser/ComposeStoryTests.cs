using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A recording is made of a part of another, by the browser and by a script.</summary>
public sealed class ComposeStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    [Fact]
    public async Task Compose_OfWhatAFilterShows_LeadsToTheNewRecording()
    {
        var source = await Dashboard.SampleAsync();
        await GoAsync($"/recordings/{source}?q=method%3APOST");
        await Button("Export").ClickAsync();
        await Page.GetByText("New recording…").ClickAsync();
        var name = $"Orders {Guid.NewGuid():N}";
        await Field("Name").FillAsync(name);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new Regex($"/recordings/(?!{source})[0-9a-f]{{32}}$"));
        await Expect(Page.Locator("h1")).ToHaveTextAsync(name);
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("3 exchanges");
        await Expect(Page.Locator(".mud-dialog")).ToHaveCountAsync(0);

        var operations = (await Dashboard.Api.GetAsync("/operations")).Expect(200).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Contains(operations, operation => operation.GetProperty("state").GetString() == "succeeded" && Page.Url.EndsWith(operation.GetProperty("result").GetProperty("recordingId").GetString()!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Compose_NothingMatches_SaysSoInTheDialog()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?q=method%3APOST");
        await Button("Export").ClickAsync();
        await Page.GetByText("New recording…").ClickAsync();
        await Field("From").FillAsync("2020-01-01 00:00");
        await Field("To").FillAsync("2020-01-02 00:00");
        await Button("Make recording").ClickAsync();
        await Expect(Page.Locator("#compose-problem")).ToContainTextAsync("No exchange of these recordings matches.");
        await Expect(Button("Make recording")).ToBeEnabledAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator(".mud-dialog")).ToHaveCountAsync(0);
    }
}
