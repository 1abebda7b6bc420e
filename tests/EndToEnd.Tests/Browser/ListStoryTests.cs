using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.Engine;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>What is around the list of a recording: its divider, its chart, its place in the history, and odd texts in it.</summary>
public sealed class ListStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private ILocator Divider => Page.GetByRole(AriaRole.Separator);

    private ILocator Detail => Page.GetByRole(AriaRole.Region, new() { Name = "Details" });

    private ILocator Bars => Page.GetByRole(AriaRole.Listbox, new() { NameRegex = new Regex("choose a range of time") });

    [Fact]
    public async Task Divider_MovedByKeys_StaysWhereItWasPut()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?n=2");
        await Expect(Detail.Locator("h2")).ToBeVisibleAsync();
        var before = await WidthAsync();
        await Divider.FocusAsync();
        for (var step = 0; step < 5; step++)
        {
            await Page.Keyboard.PressAsync("ArrowLeft");
        }

        var after = await WidthAsync();
        Assert.True(after > before + 50, $"{before} px became {after} px.");
        await ExpectShareAsync();
        await Page.ReloadAsync();
        await Expect(Detail.Locator("h2")).ToBeVisibleAsync();
        Assert.Equal(after, await WidthAsync());
        await Divider.FocusAsync();
        await ExpectShareAsync();
        await Page.Keyboard.PressAsync("End");
        Assert.True(await WidthAsync() < before);
        await ExpectShareAsync();
    }

    [Fact]
    public async Task Back_AfterAQueryAndAnotherPage_ShowsTheSameRowOnTop()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        await Page.GetByRole(AriaRole.Grid).HoverAsync();
        await Page.Mouse.WheelAsync(0, 32 * 150);
        await Expect(Page).ToHaveURLAsync(new Regex("top=150"));
        await Button("4xx").ClickAsync();
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("1 match");
        await Page.GoBackAsync();
        await ExpectTopAsync(150);
        await Link("Settings").ClickAsync();
        await Expect(Page.Locator("h1")).ToHaveTextAsync("Settings");
        await Page.GoBackAsync();
        await ExpectTopAsync(150);
    }

    [Fact]
    public async Task CtrlF_OverAList_SaysThatItFindsOnlyWhatIsOnTheScreen()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        await Expect(Page.Locator(".grid-row").First).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Control+f");
        await Expect(Page.GetByText("The browser finds only the rows on the screen.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Histogram_ByKeysAndDoubleClick_ChoosesAndResetsTheRange()
    {
        await GoAsync($"/recordings/{await UploadAsync("spread", Enumerable.Range(0, 120).Select(second => At(second, $"/{second}")))}");
        var bars = Bars.GetByRole(AriaRole.Option);
        await Expect(bars.First).ToHaveAttributeAsync("aria-label", new Regex("^[0-9:]+, 1 exchange"));
        await Bars.FocusAsync();
        await Page.Keyboard.PressAsync("Home");
        await Page.Keyboard.PressAsync("ArrowRight");
        for (var step = 0; step < 3; step++)
        {
            await Page.Keyboard.PressAsync("Shift+ArrowRight");
        }

        await Expect(Bars.Locator("[aria-selected=true]")).ToHaveCountAsync(4);
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("4 matches");
        await Expect(Bars).ToBeFocusedAsync();
        await Bars.DblClickAsync();
        await Expect(Bars.Locator("[aria-selected=true]")).ToHaveCountAsync(0);
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("120 exchanges");
    }

    [Fact]
    public async Task Histogram_GripOfTheRangeDragged_MovesItsEdge()
    {
        await GoAsync($"/recordings/{await UploadAsync("edges", Enumerable.Range(0, 120).Select(second => At(second, $"/{second}")))}");
        await DragAsync(30.5f, 60.5f);
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("31 matches");
        await DragAsync(61, 90.5f);
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("61 matches");

        async Task DragAsync(float from, float to)
        {
            var box = (await Bars.BoundingBoxAsync())!;
            await Page.Mouse.MoveAsync(box.X + (box.Width * from / 120), box.Y + (box.Height / 2));
            await Page.Mouse.DownAsync();
            await Page.Mouse.MoveAsync(box.X + (box.Width * to / 120), box.Y + (box.Height / 2), new() { Steps = 4 });
            await Page.Mouse.UpAsync();
        }
    }

    [Fact]
    public async Task Row_PressedBeforeTheListIsSetUp_OpensOnceItIs()
    {
        await Page.AddInitScriptAsync("""
            addEventListener("DOMContentLoaded", () => {
              const { grid } = window.tapedeck ?? {}, attach = grid?.attach;
              if (attach) { grid.attach = (...given) => { document.documentElement.dataset.held = ""; window.setUp = () => attach(...given); }; }
            });
            """);
        await GoAsync($"/recordings/{await UploadAsync("early", Enumerable.Range(0, 5).Select(second => At(second, $"/{second}")))}");
        await Expect(Page.Locator("html[data-held]")).ToBeAttachedAsync();
        await Page.Locator(".grid-row").Filter(new() { HasText = "/3" }).ClickAsync();
        await Page.EvaluateAsync("window.setUp()");
        await Expect(Detail.Locator("h2")).ToHaveTextAsync("/3");
    }

    [Fact]
    public async Task Times_SwitchedToUtc_ChangeLabelsButNotRows()
    {
        var recording = await UploadAsync("zones", Enumerable.Range(0, 5).Select(second => At(second, $"/{second}")));
        var page = await Dashboard.Browser.OpenAsync(Dashboard.Server.Url, "Asia/Kolkata");
        await page.GotoAsync($"/recordings/{recording}?n=0");
        var time = page.Locator(".grid-row [role=gridcell]:last-child").First;
        await Expect(page.Locator(".detail .facts")).ToContainTextAsync("UTC+05:30");
        await Expect(time).ToHaveTextAsync(new Regex("^14:50:00"));
        var rows = await page.Locator(".grid-row [role=gridcell]:nth-child(3)").AllInnerTextsAsync();
        await page.GotoAsync("/settings");
        await page.GetByRole(AriaRole.Radio, new() { Name = "UTC", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "UTC", Exact = true })).ToHaveAttributeAsync("aria-checked", "true");
        await page.GotoAsync($"/recordings/{recording}?n=0");
        await Expect(page.Locator(".detail .facts")).ToHaveTextAsync(new Regex("UTC(?!\\+)"));
        await Expect(time).ToHaveTextAsync(new Regex("^09:20:00"));
        await Expect(page.Locator(".grid-row [role=gridcell]:nth-child(3)")).ToHaveTextAsync(rows);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task OddTexts_InTargetsAndHeaders_KeepTheRowsAndCanBeAskedFor()
    {
        string[] targets = [$"/long/{new string('a', 8_000)}/end", "/שלום/עולם?q=مرحبا", "/emoji/😀👩‍👩‍👧‍👦/ø", "/override/\u202egnp.exe", "/zalgo/" + string.Concat(Enumerable.Repeat("e\u0301\u0316\u0324", 40))];
        const string Odd = """a "quoted" \ value, it's 😀 (and) or -more""";
        await GoAsync($"/recordings/{await UploadAsync("odd", targets.Select((target, second) => At(second, target, $"X-Odd: {Odd}\r\n")).Append(At(9, "/plain", "X-Odd: other\r\n")))}?tab=request");
        await Expect(Page.Locator(".grid-row")).ToHaveCountAsync(targets.Length + 1);
        var heights = await Page.Locator(".grid-row").EvaluateAllAsync<double[]>("rows => rows.map(row => row.getBoundingClientRect().height)");
        Assert.Equal([32.0], heights.Distinct());
        for (var row = 0; row < targets.Length; row++)
        {
            await Page.Locator(".grid-row").Nth(row).ClickAsync();
            await Expect(Detail.Locator(".start-line")).ToHaveTextAsync($"GET {targets[row]} HTTP/1.1");
            Assert.False(await Page.EvaluateAsync<bool>("() => [document.scrollingElement, ...document.querySelectorAll('main, .page-body, .detail, .tab-body')].some(part => part.scrollWidth > part.clientWidth)"), targets[row]);
        }

        await Detail.GetByRole(AriaRole.Button, new() { Name = "Only exchanges with this X-Odd", Exact = true }).ClickAsync();
        await Expect(Page.Locator(".query .count")).ToContainTextAsync($"{targets.Length} matches");
        await Detail.GetByRole(AriaRole.Button, new() { Name = "No exchanges with this X-Odd", Exact = true }).ClickAsync();
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("0 matches");
    }

    private async Task<double> WidthAsync() => Math.Round((await Detail.BoundingBoxAsync())!.Width);

    /// <summary>The divider says how much of the width the details have.</summary>
    private async Task ExpectShareAsync()
    {
        var whole = await Page.Locator(".split").EvaluateAsync<double>("split => split.getBoundingClientRect().width");
        var said = await Divider.GetAttributeAsync("aria-valuenow");
        Assert.InRange(double.Parse(said!, CultureInfo.InvariantCulture) - (await WidthAsync() / whole * 100), -0.6, 0.6);
    }

    private async Task ExpectTopAsync(int row)
    {
        await Expect(Page.Locator($".grid-row[aria-rowindex='{row + 2}']")).ToBeVisibleAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"top={row}"));
        await Page.WaitForFunctionAsync("""
            row => {
              const edge = document.querySelector(".grid-head").getBoundingClientRect().bottom;
              return [...document.querySelectorAll(".grid-row")].find(row => row.getBoundingClientRect().bottom > edge + 1)?.getAttribute("aria-rowindex") === row;
            }
            """, $"{row + 2}");
    }

    /// <summary>A request at a second after 2026-03-17 09:20:00 UTC.</summary>
    private static Record At(int second, string target, string headers = "") => new()
    {
        Kind = RecordKind.Request, Id = RecordId.From($"{second:x24}"), Timestamp = (1_773_739_200L + second) * 1_000_000_000,
        Payload = Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: example.test\r\n{headers}\r\n"),
    };

    private async Task<string> UploadAsync(string name, IEnumerable<Record> records)
    {
        using var folder = new TempFolder();
        var file = folder.File($"{name}.gor");
        await File.WriteAllBytesAsync(file, Records.Bytes(records), TestContext.Current.CancellationToken);
        var id = (await Curl.RequestAsync(Dashboard.Api.WithToken("--upload-file", file, Dashboard.Api.Address($"/recordings/{name}.gor/content")))).Expect(201).Json.GetProperty("id").GetString()!;
        await Dashboard.Api.WaitForIndexAsync(id);
        return id;
    }
}
