using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A query is typed with what is offered, run, mended, and made by clicks on what is seen.</summary>
public sealed class QueryStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    /// <summary>The input once the browser listens to it.</summary>
    private ILocator Input => Page.Locator("[data-ready] #filter");

    private ILocator Found => Page.Locator(".query .count");

    private ILocator Options => Page.GetByRole(AriaRole.Listbox, new() { Name = "Suggestions" }).GetByRole(AriaRole.Option);

    [Fact]
    public async Task Query_TypedWithSuggestions_IsRunAndRemembered()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        await Expect(Found).ToContainTextAsync("exchanges");
        await Expect(Input).ToBeVisibleAsync();
        await PressAsync("/");
        await Page.Keyboard.TypeAsync("meth");
        await Expect(Options).ToHaveTextAsync([new Regex("^method")]);
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Options.First).ToContainTextAsync("method:");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Input).ToHaveAttributeAsync("aria-activedescendant", "filter-option-0");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Options.First).ToContainTextAsync("GET"); // a value that occurs, with how often
        await Page.Keyboard.TypeAsync("d");
        await Expect(Options).ToHaveTextAsync([new Regex("^DELETE\\s*1$")]);
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Input).ToHaveValueAsync("method:DELETE ");
        await Page.Keyboard.TypeAsync("or status");
        await Expect(Options).Not.ToHaveCountAsync(0);
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Options).ToHaveCountAsync(0);
        await Expect(Input).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync(":404");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Found).ToContainTextAsync("2 matches");
        await Expect(Page).ToHaveURLAsync(new Regex(@"\?q=method%3ADELETE\+?.*404$"));

        await Input.FillAsync("");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Found).ToContainTextAsync($"{SampleTraffic.Count} exchanges");
        await Page.Keyboard.PressAsync("ArrowUp");
        await Expect(Input).ToHaveValueAsync("method:DELETE or status:404");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Input).ToHaveValueAsync("");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Input).Not.ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("latency>250", "such as 250ms", 22, "ms")]
    [InlineData("path~[0-9", "missing closing ]", 19, "]")]
    public async Task WrongQuery_KeepsTheRows_AndMarksTheColumnUntilItIsMended(string wrong, string says, int column, string mended)
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?q=path:/orders");
        await Expect(Found).ToContainTextAsync("2 matches");
        await Input.FillAsync($"path:/orders {wrong}");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Input).ToHaveAttributeAsync("aria-invalid", "true");
        var fault = Page.Locator("#" + await Input.GetAttributeAsync("aria-describedby"));
        await Expect(fault).ToContainTextAsync(says);
        await Expect(fault).ToContainTextAsync($"Column {column}.");
        await Expect(Found).ToContainTextAsync("2 matches");
        await Expect(Page.Locator(".grid-row")).ToHaveCountAsync(2);

        // The mark begins where the character begins.
        var (mark, input) = (await Page.Locator(".query-caret").BoundingBoxAsync(), await Input.BoundingBoxAsync());
        var width = await Input.EvaluateAsync<double>("""
            (input, column) => {
              const pen = document.createElement("canvas").getContext("2d");
              pen.font = `${getComputedStyle(input).fontSize} ${getComputedStyle(input).fontFamily}`;
              return pen.measureText(input.value.slice(0, column - 1)).width;
            }
            """, column);
        Assert.InRange(mark!.X - input!.X - width, -3, 3);

        await Page.Keyboard.TypeAsync(mended);
        await Expect(fault).ToHaveCountAsync(0);
        await Expect(Input).Not.ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task Bodies_AreSearchedUnpacked_AndValuesAreAddedByClicks()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        await Input.FillAsync("body:café or request.body:Jürgen");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".grid-row")).ToHaveTextAsync([new Regex("/json"), new Regex(@"/gzip\.json"), new Regex("/orders"), new Regex("/attachments")]);
        await Page.Locator(".grid-row").Nth(2).Locator("[data-field=method]").HoverAsync();
        await Page.Locator(".cell-tools [data-filter=not]").ClickAsync();
        await Expect(Input).ToHaveValueAsync("(body:café or request.body:Jürgen) -method=POST");
        await Expect(Page.Locator(".grid-row")).ToHaveTextAsync([new Regex("/json"), new Regex(@"/gzip\.json")]);

        await Page.Locator(".grid-row").Nth(1).ClickAsync();
        var detail = Page.GetByRole(AriaRole.Region, new() { Name = "Details" });
        await detail.GetByRole(AriaRole.Tab, new() { Name = "Request", Exact = true }).ClickAsync();
        await detail.GetByRole(AriaRole.Button, new() { Name = "Only exchanges with this Accept-Encoding", Exact = true }).ClickAsync();
        await Expect(Input).ToHaveValueAsync(new Regex("""-method=POST request\.header\.accept-encoding="deflate, gzip.*"$"""));
        await Expect(Found).ToContainTextAsync("1 match");
    }
}
