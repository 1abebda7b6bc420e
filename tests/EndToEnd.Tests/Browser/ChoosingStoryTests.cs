using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Several rows of a recording are chosen by mouse and keys, and sorted; what is chosen is compared, copied, downloaded and made a recording.</summary>
public sealed class ChoosingStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private ILocator Grid => Page.GetByRole(AriaRole.Grid, new() { Name = "Exchanges" });

    private ILocator Chosen => Page.Locator(".grid-row[aria-selected=true]");

    private ILocator Said => Page.GetByRole(AriaRole.Group, new() { Name = "Chosen rows" }).GetByRole(AriaRole.Status);

    [Fact]
    public async Task Rows_ChosenByMouse_SurviveScrollingAndAreExported()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        await Row("/page/2").ClickAsync();
        await Row("/page/5").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Row("/page/3").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await Expect(Said).ToHaveTextAsync("3 chosen");
        await Expect(Chosen.Locator(".mono[data-field=path]")).ToHaveTextAsync(["/page/2", "/page/4", "/page/5"]);
        Assert.Equal("", await Page.EvaluateAsync<string>("() => getSelection().toString()"));

        await Grid.HoverAsync();
        await Page.Mouse.WheelAsync(0, 100_000);
        await Expect(Row("/status/500")).ToBeInViewportAsync();
        await Row("/status/500").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await Expect(Said).ToHaveTextAsync("4 chosen");
        await Page.Mouse.WheelAsync(0, -100_000);
        await Expect(Chosen.Locator(".mono[data-field=path]")).ToHaveTextAsync(["/page/2", "/page/4", "/page/5"]);

        await Page.Locator("[popovertarget=export-chosen]").First.ClickAsync();
        var download = await Page.RunAndWaitForDownloadAsync(() => Page.Locator("#export-chosen a[href*='format=csv']").ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(["/page/2", "/page/4", "/page/5", "/status/500"], lines.Skip(1).Select(line => Regex.Match(line, "/(page|status)/[0-9]+").Value));
    }

    [Fact]
    public async Task Rows_ChosenByKeys_AreLetGoBeforeTheDetailsClose()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?q=page");
        await PressAsync("j");
        await Expect(Page.Locator(".detail h2")).ToHaveTextAsync("/page/1");
        await PressAsync("J");
        await Page.Keyboard.PressAsync("Shift+ArrowDown");
        await Page.Keyboard.PressAsync("Shift+K");
        await Page.Keyboard.PressAsync("j");
        await Page.Keyboard.PressAsync("j");
        await Page.Keyboard.PressAsync("x");
        await Expect(Said).ToHaveTextAsync("3 chosen");
        await Expect(Chosen.Locator(".mono[data-field=path]")).ToHaveTextAsync(["/page/1", "/page/2", "/page/4"]);
        Assert.Empty(await Page.FindFaultsAsync());
        await PressAsync("Ctrl-a");
        await Expect(Said).ToHaveTextAsync($"{SampleTraffic.Pages + 1} chosen");
        await Page.Locator("#filter").FocusAsync();
        await Page.Keyboard.PressAsync("Control+A"); // marks the text of the field
        Assert.Equal("page", await Page.Locator("#filter").EvaluateAsync<string>("input => input.value.slice(input.selectionStart, input.selectionEnd)"));
        await Page.Keyboard.PressAsync("Escape");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Said).ToHaveCountAsync(0);
        await Expect(Page.Locator(".detail h2")).ToHaveTextAsync("/page/4");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator(".detail")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task TwoRows_Chosen_AreComparedAndGoWithTheQuery()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?q=orders");
        await Row("/orders").First.ClickAsync();
        await Row("/orders/7").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await Expect(Said).ToHaveTextAsync("2 chosen");
        await Button("5xx").ClickAsync();
        await Expect(Said).ToHaveCountAsync(0);
        await Page.GoBackAsync();
        await Expect(Chosen).ToHaveCountAsync(1); // the open one
        await Row("/orders").First.ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await Expect(Said).ToHaveTextAsync("2 chosen");
        await Button("Compare").ClickAsync();
        await Expect(Page.Locator("h1")).ToHaveTextAsync(new Regex("^Exchanges [0-9]+ and [0-9]+$"));
        await Expect(Page.Locator(".cmp-row.heads")).ToContainTextAsync("/orders/7");
    }

    [Fact]
    public async Task ChosenRows_OfASortedList_BecomeARecording()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?q=status");
        await Page.GetByRole(AriaRole.Columnheader, new() { Name = "Status" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Page.Locator(".grid-row .mono[data-field=path]")).ToHaveTextAsync(["/status/204", "/status/302", "/status/404", "/status/500"]);
        await Page.GetByRole(AriaRole.Columnheader, new() { Name = "Status" }).GetByRole(AriaRole.Button).PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Columnheader, new() { Name = "Status" })).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(Page.Locator(".grid-row .mono[data-field=path]")).ToHaveTextAsync(["/status/500", "/status/404", "/status/302", "/status/204"]);
        await Expect(Page).ToHaveURLAsync(new Regex("order=-status"));
        Assert.Empty(await Page.FindFaultsAsync());

        await Row("/status/500").ClickAsync();
        await Row("/status/404").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Page.Locator("[popovertarget=export-chosen]").First.ClickAsync();
        await Page.Locator("#export-chosen").GetByText("New recording…").ClickAsync();
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Failures");
        await Button("Make recording").ClickAsync();
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Failures");
        await Expect(Page.Locator(".grid-row .mono[data-field=path]")).ToHaveTextAsync(["/status/404", "/status/500"]);
    }

    [Fact]
    public async Task SortedList_ToItsEnd_HasEveryRowAndGoesBackToTheRecordingsOrder()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?order=-time");
        await Expect(Page.Locator(".grid-row").First).ToContainTextAsync("/status/500");
        await Grid.HoverAsync();
        await Page.Mouse.WheelAsync(0, 100_000);
        await Expect(Page.Locator($".grid-row[aria-rowindex='{SampleTraffic.Count + 1}']")).ToContainTextAsync("/page/1");
        await Page.GetByRole(AriaRole.Columnheader, new() { Name = "Time" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Page.Locator(".grid-row").First).ToContainTextAsync("/page/1");
        await Expect(Page).Not.ToHaveURLAsync(new Regex("order="));
    }

    private ILocator Row(string path) => Page.Locator(".grid-row").Filter(new() { Has = Page.Locator($".mono[data-value='{path}']") });
}
