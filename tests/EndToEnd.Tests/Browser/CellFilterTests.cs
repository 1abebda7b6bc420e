using System.Text;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Whatever stands in a cell or a header, + leaves the exchanges that have it, and − the others.</summary>
public sealed class CellFilterTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private static readonly string[] s_paths = ["/plain", "/quote\"d", "/back\\slash\\", "/emoji/😀", "/or", "/a*b", "/(-)not:x"];
    private static readonly string[] s_values = ["plain", "say \"hi\" there", "C:\\dir\\", "smile 😀 on", "a or b", "*", "-status:200"];
    private readonly TempFolder _folder = new();

    private ILocator Rows => Page.Locator(".grid-row");

    private ILocator Input => Page.Locator("[data-ready] #filter");

    [Fact]
    public async Task Path_OfAnyCharacters_IsFilteredInAndOut()
    {
        var address = await ImportAsync("Odd paths");
        for (var at = 0; at < s_paths.Length; at++)
        {
            await ClickToolAsync(address, at, "is");
            await Expect(Rows).ToHaveCountAsync(1);
            await Expect(Rows.Locator("[data-field=path]")).ToHaveAttributeAsync("data-value", s_paths[at]);
            await ClickToolAsync(address, at, "not");
            await Expect(Rows.Locator("[data-field=path]")).ToHaveTextAsync(s_paths.Where((_, other) => other != at));
        }
    }

    [Fact]
    public async Task Header_OfAnyCharacters_IsFilteredInAndOut()
    {
        var address = await ImportAsync("Odd headers");
        for (var at = 0; at < s_values.Length; at++)
        {
            await GoAsync($"{address}?n={at}&tab=request");
            await Expect(Input).ToBeVisibleAsync();
            await Expect(Rows).ToHaveCountAsync(s_values.Length);
            await Button("Only exchanges with this X-Note").ClickAsync();
            await Expect(Rows).ToHaveCountAsync(1);
            await Expect(Rows.Locator("[data-field=path]")).ToHaveAttributeAsync("data-value", s_paths[at]);
            await Input.FillAsync("");
            await Page.Keyboard.PressAsync("Enter");
            await Expect(Rows).ToHaveCountAsync(s_values.Length);
            await Button("No exchanges with this X-Note").ClickAsync();
            await Expect(Rows.Locator("[data-field=path]")).ToHaveTextAsync(s_paths.Where((_, other) => other != at));
        }
    }

    private async Task ClickToolAsync(string address, int at, string tool)
    {
        await GoAsync(address);
        await Expect(Input).ToBeVisibleAsync();
        await Expect(Rows).ToHaveCountAsync(s_paths.Length);
        await Page.Mouse.MoveAsync(0, 0);
        await Rows.Nth(at).Locator("[data-field=path]").HoverAsync();
        await Page.Locator($".cell-tools [data-filter={tool}]").ClickAsync();
    }

    private async Task<string> ImportAsync(string name)
    {
        var records = s_paths.Select((path, at) => Records.Request(at) with
        {
            Timestamp = 1_773_770_400_000_000_000 + at,
            Payload = Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: a\r\nX-Note: {s_values[at]}\r\n\r\n"),
        });
        var file = _folder.File($"{name}.gor");
        await File.WriteAllBytesAsync(file, Records.Bytes(records), TestContext.Current.CancellationToken);
        await GoAsync("/recordings");
        await ImportField.SetInputFilesAsync(file);
        await Link(name).ClickAsync();
        await Expect(Rows).ToHaveCountAsync(s_paths.Length);
        return new Uri(Page.Url).AbsolutePath;
    }
}
