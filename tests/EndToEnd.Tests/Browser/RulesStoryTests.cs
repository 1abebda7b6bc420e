using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A rule set is written, tried on a recording, kept in two versions and used by a replay.</summary>
public sealed class RulesStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    [Fact]
    public async Task RuleSet_WrittenTriedSavedAndUsed()
    {
        var recording = await Dashboard.SampleAsync();
        await GoAsync($"/rules/new?recording={recording}");
        await Field("Name").FillAsync("Story of rules");
        await Button("Add from gor options").ClickAsync();
        await Field("Options").FillAsync("gor --input-raw :80 --output-stdout --http-allow-url '^/page/1$' --http-allow-url ^/nowhere --http-set-header 'X-Env: staging'");
        await Button("Add rules").ClickAsync();
        await Expect(Page.Locator(".hits")).ToHaveTextAsync([$"{SampleTraffic.Count}", "1", "never matches"]);
        await Expect(Page.Locator(".diff .add")).ToHaveTextAsync("+X-Env: staging");
        await Expect(Page.Locator(".preview-counts dd").Nth(2)).ToHaveTextAsync("1");

        await Page.Locator("[data-ready] #filter").FillAsync("path:/page/2");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".preview-counts dd").Nth(2)).ToHaveTextAsync("0");
        await Page.Locator("#filter").FillAsync("");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".preview-counts dd").Nth(2)).ToHaveTextAsync("1");

        await Button("Save rule set").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/rules/[0-9a-f]{32}"));
        await Expect(Link("Replay with these rules")).ToBeVisibleAsync(); // the page of the saved set, not the one it was written on
        await Page.GetByLabel("Value of rule 1").FillAsync("test");
        await Page.GetByLabel("Value of rule 1").BlurAsync();
        await Expect(Page.Locator(".diff .add")).ToHaveTextAsync("+X-Env: test");
        await Button("Save rule set").ClickAsync();
        await Field("Version").SelectOptionAsync("1");
        await Expect(Page.Locator(".diff .add")).ToHaveTextAsync("+X-Env: staging");

        await Link("Replay with these rules").ClickAsync();
        await Expect(Page.GetByLabel("Value of rule 1")).ToHaveValueAsync("test");
        await GoAsync("/rules");
        await Expect(Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Story of rules" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task RuleSet_LeftWithChanges_IsLeftOnceThatIsMeant()
    {
        await GoAsync("/rules/new");
        await Field("Name").FillAsync("Story of leaving");
        await Field("Name").BlurAsync();
        await Link("Recordings").First.ClickAsync();
        await Button("Stay here").ClickAsync();
        await Expect(Button("Stay here")).ToHaveCountAsync(0);
        await Expect(Page).ToHaveURLAsync(new Regex("/rules/new$"));
        await Expect(Field("Name")).ToHaveValueAsync("Story of leaving");

        await Link("Recordings").First.ClickAsync();
        await Button("Leave without saving").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/recordings$"));
    }

    [Fact]
    public async Task RuleSet_Deleted_ComesBackByUndoAndFromTheListOfDeleted()
    {
        await GoAsync("/rules/new");
        await Field("Name").FillAsync("Story of deleting");
        await Field("Name").BlurAsync();
        await Button("Save rule set").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/rules/[0-9a-f]{32}"));
        await GoAsync("/rules");

        await DeleteAsync();
        await Button("Undo").ClickAsync();
        await Expect(Link("Story of deleting")).ToBeVisibleAsync();
        await DeleteAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Deleted (" }).ClickAsync();
        await Button("Restore ‘Story of deleting’").ClickAsync();
        await Expect(Button("Restore ‘Story of deleting’")).ToHaveCountAsync(0);
        await Link("All rule sets").First.ClickAsync();
        await Expect(Link("Story of deleting")).ToBeVisibleAsync();
    }

    /// <summary>One field, several, a choice, none of a count: each card begins its parts where the others do.</summary>
    [Theory]
    [InlineData(1920, 1080)]
    [InlineData(1280, 720)]
    [InlineData(640, 360)]
    public async Task Cards_OfEveryShape_ShareTheirColumns(int width, int height)
    {
        await Page.SetViewportSizeAsync(width, height);
        await OpenSetAsync("""
            { "kind": "set-header", "name": "X-Env", "value": "staging" }, { "kind": "allow-url", "pattern": "^/nowhere" },
            { "kind": "rewrite-header", "name": "Host", "pattern": "(.*).example.com", "value": "$1.beta.example.com" },
            { "kind": "mask-json", "name": "$..password", "value": "hash" }, { "kind": "limit-header", "name": "User-Id", "percent": 25 },
            { "kind": "remove-header", "name": "X-Debug", "enabled": false }
            """);
        await Expect(Page.Locator(".hits")).ToHaveCountAsync(5);

        foreach (var part in new[] { ".check", ".kind", ".rule-fields", ".rule-actions" })
        {
            var edges = await Page.EvaluateAsync<string[]>("part => [...document.querySelectorAll('.rules > li > ' + part)].map(x => x.getBoundingClientRect()).map(box => `${Math.round(box.left)}–${Math.round(box.right)}`)", part);
            Assert.Equal(6, edges.Length);
            Assert.Single(edges.Distinct());
        }

        Assert.Single(await Page.EvaluateAsync<int[]>("() => [...new Set([...document.querySelectorAll('.hits')].map(x => Math.round(x.getBoundingClientRect().right)))]"));
        Assert.Empty(await Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.rules, .rules > li, .rule-fields')].filter(x => x.scrollWidth > x.clientWidth + 1).map(x => x.className)"));
        Assert.All(await Page.EvaluateAsync<int[]>("() => [...document.querySelectorAll('.rules .input')].map(x => x.clientWidth)"), room => Assert.InRange(room, 100, 2000));
    }

    [Fact]
    public async Task Card_DraggedByItsGrip_GoesWhereTheLineIs()
    {
        await OpenSetAsync(string.Join(", ", new[] { "A", "B", "C" }.Select(name => $$"""{ "kind": "set-header", "name": "{{name}}", "value": "1" }""")));
        await Expect(Page.Locator(".hits")).ToHaveCountAsync(3);
        await Expect(Page.Locator(".diff").First).ToContainTextAsync("+A: 1");

        await HoldAsync(0, over: 2);
        await Expect(Page.Locator(".rules > li.held")).ToHaveCountAsync(1);
        await Expect(Page.Locator(".rules > li").Nth(2)).ToHaveClassAsync(new Regex("after"));
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator(".rules > li.held, .rules > li.after")).ToHaveCountAsync(0);
        await Page.Mouse.UpAsync();
        await ExpectNamesAsync("A", "B", "C");
        await Expect(Button("Save rule set")).ToBeDisabledAsync();

        await HoldAsync(0, over: 2);
        await Page.Mouse.UpAsync();
        await ExpectNamesAsync("B", "C", "A");
        await HoldAsync(2, over: 1);
        await Page.Mouse.UpAsync();
        await ExpectNamesAsync("B", "A", "C");
        await Expect(Page.Locator(".rules > li.held, .rules > li.before, .rules > li.after")).ToHaveCountAsync(0);
        await Button("Save rule set").ClickAsync();
        await Expect(Button("Save rule set")).ToBeDisabledAsync();
        await Page.ReloadAsync();
        await ExpectNamesAsync("B", "A", "C");
    }

    [Fact]
    public async Task Preview_OfALineOfAMegabyte_ShowsWhatChangedInItAndTheRestWhenAsked()
    {
        using var folder = new TempFolder();
        var body = folder.File("order.json");
        var half = string.Join(' ', Enumerable.Range(0, 70_000));
        await File.WriteAllTextAsync(body, $$"""{"before":"{{half}}","password":"secret","after":"{{half}}"}""", TestContext.Current.CancellationToken);
        var recording = await Dashboard.RecordAsync("One long line", site => Curl.SendAsync(["--json", $"@{body}", $"{site}orders"]));
        await OpenSetAsync("""{ "kind": "mask-json", "name": "$.password", "value": "redact" }""", recording);

        await Expect(Page.Locator(".diff .del del").Filter(new() { HasText = "secret" })).ToHaveCountAsync(1);
        await Expect(Page.Locator(".diff .add ins").First).Not.ToContainTextAsync("secret");
        var folded = Page.Locator(".diff .add .unfold");
        await Expect(folded).ToHaveCountAsync(2);
        await folded.First.ClickAsync();
        await folded.First.ClickAsync();
        await Expect(Page.Locator(".diff .add").Last).ToContainTextAsync("39999 40000 40001");
        Assert.Equal(0, await Page.EvaluateAsync<int>("() => { const box = document.querySelector('.diff'); return box.scrollWidth - box.clientWidth; }"));
    }

    private async Task HoldAsync(int card, int over)
    {
        var grip = (await Page.Locator(".grip").Nth(card).BoundingBoxAsync())!;
        var target = (await Page.Locator(".rules > li").Nth(over).BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(grip.X + (grip.Width / 2), grip.Y + (grip.Height / 2));
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(grip.X, target.Y + (over > card ? target.Height - 2 : 2), new() { Steps = 4 });
    }

    private async Task ExpectNamesAsync(params string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            await Expect(Field($"Name of rule {i + 1}")).ToHaveValueAsync(names[i]);
        }
    }

    private async Task OpenSetAsync(string rules, string? recording = null)
    {
        var set = (await Dashboard.Api.PostAsync("/rulesets", $$"""{ "name": "Cards", "rules": [ {{rules}} ] }""")).Json.GetProperty("id").GetString();
        await GoAsync($"/rules/{set}?recording={recording ?? await Dashboard.SampleAsync()}");
    }

    private async Task DeleteAsync()
    {
        await Button("Delete ‘Story of deleting’").ClickAsync();
        await Button("Delete rule set").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "‘Story of deleting’ was deleted." })).ToBeVisibleAsync();
        await Expect(Link("Story of deleting")).ToHaveCountAsync(0);
    }
}
