using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A range of time is chosen, sent to somebody as an address, and stays the same whichever clock is on the wall.</summary>
public sealed class RangeStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private const int Exchanges = 61; // one every ten seconds
    private static readonly DateTimeOffset s_start = new(2026, 3, 17, 18, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();

    private ILocator Rows => Page.Locator(".grid-row");

    private ILocator Found => Page.Locator(".query .count");

    private ILocator Chip => Page.Locator(".range-chip");

    [Fact]
    public async Task Range_OfTheLastMinutesOrTyped_ShowsItsExchangesUntilItIsReset()
    {
        await OpenAsync("Ranges");
        await ChooseAsync("Last 5 minutes");
        await Expect(Found).ToContainTextAsync("30 matches"); // the last one, at 18:10:00, included
        await Expect(Rows.First).ToContainTextAsync("/at/180510");
        await Expect(Chip).ToHaveTextAsync("18:05:00.001 – 18:10:00.001 UTC");
        Assert.Empty(await Page.FindFaultsAsync());

        await ChooseAsync("From … to …");
        Assert.Empty(await Page.FindFaultsAsync());
        await Expect(Field("From")).ToHaveValueAsync("2026-03-17 18:05:00.001");
        await Field("From").FillAsync("2026-03-17 18:02");
        await Field("To, not included").FillAsync("2026-03-17 18:01");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("#range-to-error")).ToHaveTextAsync("The end must be later than the start.");
        await Field("To, not included").FillAsync("2026-03-17 18:03:30");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Found).ToContainTextAsync("9 matches");
        await Expect(Rows.First).ToContainTextAsync("/at/180200");
        await Page.GoBackAsync();
        await Expect(Found).ToContainTextAsync("30 matches");
        await ChooseAsync("Whole recording");
        await Expect(Found).ToContainTextAsync($"{Exchanges} exchanges");
    }

    [Fact]
    public async Task DeepLink_WithARange_OpensTheSameRowsSelectionAndTab()
    {
        await OpenAsync("Range to send");
        await Page.Locator("[data-ready] #filter").FillAsync("path:/at/");
        await Page.Keyboard.PressAsync("Enter");
        await ChooseAsync("Last 5 minutes");
        await Expect(Found).ToContainTextAsync("30 matches");
        await Rows.Nth(2).ClickAsync();
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Timing" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex(@"\?from=1773770700001&n=[0-9]+&q=path%3A%2Fat%2F&tab=timing&to=1773771000001$"));
        var rows = await Rows.AllInnerTextsAsync();

        var other = await Dashboard.Browser.OpenAsync(Dashboard.Server.Url);
        await other.GotoAsync(Page.Url);
        await Expect(other.Locator(".query .count")).ToContainTextAsync("30 matches");
        await Expect(other.Locator(".grid-row")).ToHaveTextAsync(rows, new() { UseInnerText = true });
        await Expect(other.Locator(".grid-row").Nth(2)).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(other.GetByRole(AriaRole.Tab, new() { Name = "Timing" })).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(other.Locator(".range-chip")).ToHaveTextAsync("18:05:00.001 – 18:10:00.001 UTC");
        await other.Context.DisposeAsync();
    }

    [Fact]
    public async Task Clock_SwitchedToUtc_ChangesLabelsAndNoRows()
    {
        await OpenAsync("Clocks");
        var address = new Uri(Page.Url).PathAndQuery + "?from=1773770700000&to=1773770760000";
        var berlin = await Dashboard.Browser.OpenAsync(Dashboard.Server.Url, "Europe/Berlin");
        await berlin.GotoAsync(address);
        await Expect(berlin.Locator(".query .count")).ToContainTextAsync("6 matches");
        await Expect(berlin.Locator(".range-chip")).ToHaveTextAsync("19:05:00 – 19:06:00 UTC+01:00");
        await Expect(berlin.Locator(".grid-row").First).ToContainTextAsync("19:05:00.000");
        var targets = await TargetsAsync(berlin);

        await berlin.GotoAsync("/settings");
        await berlin.GetByRole(AriaRole.Radio, new() { Name = "UTC", Exact = true }).ClickAsync();
        await Expect(berlin.GetByRole(AriaRole.Radio, new() { Name = "UTC", Exact = true })).ToHaveAttributeAsync("aria-checked", "true");
        await berlin.GotoAsync(address);
        await Expect(berlin.Locator(".range-chip")).ToHaveTextAsync("18:05:00 – 18:06:00 UTC");
        await Expect(berlin.Locator(".grid-row").First).ToContainTextAsync("18:05:00.000");
        Assert.Equal(targets, await TargetsAsync(berlin));
        Assert.Equal(6, targets.Count);
        await berlin.Context.DisposeAsync();
    }

    private static async Task<IReadOnlyList<string>> TargetsAsync(IPage page) => await page.Locator(".grid-row [data-field=path]").AllInnerTextsAsync();

    /// <summary>With keys alone: the menu opens on its button, and its entries are buttons.</summary>
    private async Task ChooseAsync(string entry)
    {
        await Button("Range").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        var item = Page.Locator("#range-menu .menu-item").Filter(new() { HasText = entry });
        await Expect(item).ToBeVisibleAsync();
        await item.FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Brings a recording of ten minutes into the library and opens it.</summary>
    private async Task OpenAsync(string name)
    {
        var records = Enumerable.Range(0, Exchanges).SelectMany(number =>
        {
            var moment = s_start.AddSeconds(10 * number);
            var nanoseconds = moment.ToUnixTimeMilliseconds() * 1_000_000;
            var target = string.Create(CultureInfo.InvariantCulture, $"/at/{moment:HHmmss}");
            return new[] { Records.Request(number, target, nanoseconds), Records.Response(number) with { Timestamp = nanoseconds } };
        });
        var path = _folder.File($"{name}.gor");
        await File.WriteAllBytesAsync(path, Records.Bytes(records), TestContext.Current.CancellationToken);
        await GoAsync("/recordings");
        await ImportField.SetInputFilesAsync(path);
        await Link(name).ClickAsync();
        await Expect(Found).ToContainTextAsync($"{Exchanges} exchanges");
        await Expect(Page.Locator("[data-ready] #filter")).ToBeVisibleAsync();
    }
}
