using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Bodies of every kind are read: folded, searched, unpacked, taken apart, downloaded, and as the bytes they are.</summary>
public sealed class BodyStoryTests(Dashboard dashboard) : ExchangesStory(dashboard)
{
    [Fact]
    public async Task Json_FoldedAndSearched_ShowsWhatIsFoundInIt()
    {
        await OpenAsync("/orders", "POST");
        var json = Detail.Locator(".code.json");
        await Expect(json.Locator(".code-line")).Not.ToHaveCountAsync(0);
        var lines = await json.Locator(".code-line:visible").CountAsync();
        var find = Detail.GetByLabel("Find in this body");
        await Button("Fold all").ClickAsync();
        var folded = await json.Locator(".code-line:visible").CountAsync();
        Assert.True(folded < lines, $"{folded} of {lines} lines are left.");
        var key = await json.Locator(".code-line[hidden] .j-k").First.EvaluateAsync<string>("element => element.textContent.slice(1, -1)");
        await find.FillAsync(key.ToUpperInvariant());
        await Expect(Detail.Locator(".body-find output")).ToHaveTextAsync(new Regex("^1 of [0-9]+$"));
        await Expect(json.Locator(".code-line:visible .j-k", new() { HasTextRegex = new Regex($"^\"{key}\"$") }).First).ToBeVisibleAsync();
        await find.FillAsync("no such text");
        await Expect(Detail.Locator(".body-find output")).ToHaveTextAsync("none");
        await find.FillAsync(": ");
        await Expect(Detail.Locator(".body-find output")).ToHaveTextAsync(new Regex("^1 of "));
        await find.PressAsync("Shift+Enter");
        await Expect(Detail.Locator(".body-find output")).ToHaveTextAsync(new Regex("^([0-9]+) of \\1$"));
        await Button("Unfold all").ClickAsync();
        await Expect(json.Locator(".code-line:visible")).ToHaveCountAsync(lines);
    }

    [Fact]
    public async Task JsonBody_KeepsOrderAndDigits_AndFolds()
    {
        await OpenAsync("/orders", "POST");
        var json = Detail.GetByRole(AriaRole.Group, new() { Name = "JSON" });
        await Expect(json).ToContainTextAsync("9007199254740993");
        await Expect(json.Locator(".j-k")).ToHaveTextAsync(["\"order\"", "\"name\"", "\"lines\"", "\"sku\"", "\"price\"", "\"sku\"", "\"price\""]);
        await json.GetByRole(AriaRole.Button, new() { Name = "Fold line 4" }).ClickAsync();
        await Expect(json).ToContainTextAsync("2 values");
        await Detail.GetByRole(AriaRole.Button, new() { Name = "Text", Exact = true }).ClickAsync();
        await Expect(Detail.Locator("pre")).ToHaveTextAsync(SampleTraffic.Order);
    }

    [Fact]
    public async Task GzipBody_IsUnpacked()
    {
        await OpenAsync("/gzip.json", "GET", "Response");
        await Expect(Detail.Locator(".section-head").Last).ToContainTextAsync("gzip");
        await Expect(Detail.GetByRole(AriaRole.Group, new() { Name = "JSON" })).ToContainTextAsync("café");
    }

    [Fact]
    public async Task FormBody_IsShownAsFields()
    {
        await OpenAsync("/contact", "POST");
        await Expect(Detail.Locator(".form dt")).ToHaveTextAsync(["name", "city"]);
        await Expect(Detail.Locator(".form dd")).ToHaveTextAsync(["Jürgen M", "K&L"]);
    }

    [Fact]
    public async Task MultipartBody_IsShownAndDownloadedPartByPart()
    {
        await OpenAsync("/attachments", "POST");
        var parts = Detail.Locator(".body-part");
        await Expect(parts).ToContainTextAsync(["14 B", "JSON"]);
        await Expect(parts.Locator(".part-name .mono")).ToHaveTextAsync(["city", "Köln am Rhein", "order", "order <1>.json"]);
        await parts.Nth(1).Locator(".part-name").ClickAsync();
        await Expect(parts.Nth(1).GetByRole(AriaRole.Group, new() { Name = "JSON" })).ToContainTextAsync("9007199254740993");
        await parts.Nth(1).GetByLabel("Find in this body").FillAsync("sku");
        await Expect(parts.Nth(1).Locator("output")).ToHaveTextAsync("1 of 2");
        var download = await Page.RunAndWaitForDownloadAsync(() => Button("Download part 2").ClickAsync());
        Assert.Equal("order 1.json", download.SuggestedFilename);
        Assert.StartsWith("{\"order\": 9007199254740993,", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(await Page.FindFaultsAsync());
    }

    [Fact]
    public async Task ImageBody_IsAPicture_AndItsBytesInHex()
    {
        await OpenAsync("/image.png", "GET", "Response");
        var image = Detail.GetByRole(AriaRole.Img, new() { Name = "The body, an image" });
        await Expect(image).ToHaveJSPropertyAsync("naturalWidth", 1);
        await Detail.GetByRole(AriaRole.Button, new() { Name = "Hex", Exact = true }).ClickAsync();
        await Expect(Detail.Locator("pre.hex")).ToContainTextAsync("0000  89 50 4e 47 0d 0a 1a 0a");
    }

    [Fact]
    public async Task BinaryBody_IsHex_AndTheWholeMessageRawAndHex()
    {
        await OpenAsync("/binary", "GET", "Response");
        await Expect(Detail.Locator("pre.hex")).ToContainTextAsync("0000  00 07 0e 15 1c 23");
        await TabAsync("Raw");
        await Expect(Detail.Locator("pre")).ToContainTextAsync("GET /binary HTTP/1.1");
        await Detail.GetByRole(AriaRole.Button, new() { Name = "Response", Exact = true }).ClickAsync();
        await Expect(Detail.Locator("pre")).ToContainTextAsync("HTTP/1.1 200 OK");
        await TabAsync("Hex");
        await Expect(Detail.Locator("pre.hex")).ToContainTextAsync("0000  47 45 54 20 2f 62 69 6e 61 72 79");
    }
}
