using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Before a replay starts the page says what it will send, byte for byte, and asks before requests that change things (UI 37).</summary>
public sealed class NewReplayStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private ILocator Requests => Page.Locator(".first-requests li");

    [Fact]
    public async Task FirstRequests_AreTheBytesThatTheServerGets()
    {
        await using var target = ScriptedTarget.Plain();
        await GoAsync($"/replays/new?recording={await RecordAsync("Ordered")}");
        await Field("Target").FillAsync($"http://user:secret@{target.Address}/v2");
        await AddRuleAsync("SetHeader", ("Name", "X-Env"), ("Value", "staging"));
        await Expect(Requests).ToHaveCountAsync(8);
        await Expect(Page.Locator(".first-requests pre").Last).ToContainTextAsync("X-Env: staging");
        await Expect(Page.Locator(".blast")).ToHaveTextAsync(new Regex($@"^Sends 8 requests to {Regex.Escape(target.Address)} within .+\.$"));
        var shown = await Page.Locator(".first-requests pre").AllTextContentsAsync();
        Assert.Empty(target.Requests);

        await Expect(Button("Start replay")).ToBeDisabledAsync();
        await Page.GetByLabel(new Regex($"Send 4 requests that may change things to {Regex.Escape(target.Address)}")).CheckAsync();
        await Expect(Page.Locator(".confirmation .hint")).ToHaveTextAsync("2 POST, 1 DELETE, 1 PUT");
        await StartReplayAsync();
        await Eventually.HoldsAsync(() => target.Requests.Count == 8);
        var sent = target.Requests.Select(request => Encoding.UTF8.GetString(request).Replace("\r\n", "\n", StringComparison.Ordinal));
        Assert.Equal(shown.Order(StringComparer.Ordinal), sent.Order(StringComparer.Ordinal)); // several connections: they overtake each other
    }

    [Fact]
    public async Task Start_WithTheKeysAlone_NeedsTheConfirmationAndLeadsToWhatIsMissing()
    {
        await using var target = ScriptedTarget.Plain();
        await GoAsync($"/replays/new?recording={await RecordAsync("By keys")}");
        await Page.Locator("#missing").GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Name the server") }).FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Field("Target")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync($"http://{target.Address}");
        await Page.Keyboard.PressAsync("Tab");
        var reason = Page.Locator("#missing").GetByRole(AriaRole.Button);
        await Expect(reason).ToHaveTextAsync("Confirm that requests are sent that may change things.");
        await reason.FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("#confirmation")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Space");
        await Expect(Button("Start replay")).ToBeEnabledAsync();
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Button("Start replay")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new Regex("/replays/[0-9a-f]{32}$"));
        await Eventually.HoldsAsync(() => target.Requests.Count == 8);
    }

    [Fact]
    public async Task Reason_OfAFieldThatIsFolded_OpensAndReachesIt()
    {
        await GoAsync($"/replays/new?recording={await RecordAsync("Folded")}");
        await Field("Target").FillAsync("http://127.0.0.1:9");
        var advanced = Page.Locator("[id=outputs-0-type]").Locator("xpath=ancestor::fieldset").Locator("details");
        await advanced.Locator("summary").ClickAsync();
        await Page.Locator("#outputs-0-timeout").FillAsync("never");
        await Page.Locator("#outputs-0-timeout").BlurAsync();
        await advanced.Locator("summary").ClickAsync();
        await Expect(Page.Locator("#outputs-0-timeout")).ToBeHiddenAsync();
        await Page.Locator("#missing").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Page.Locator("#outputs-0-timeout")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Target_TypedAndNotLeft_CountsOnceThePersonPauses()
    {
        await GoAsync($"/replays/new?recording={await RecordAsync("Typed")}");
        await Field("Target").PressSequentiallyAsync("http://127.0.0.1:9", new() { Delay = 20 });
        await Expect(Page.Locator("#confirmation")).ToBeVisibleAsync();
        await Page.Keyboard.TypeAsync("99/v2");
        await Expect(Page.Locator(".summary")).ToContainTextAsync("127.0.0.1:999");
        await Expect(Field("Target")).ToBeFocusedAsync();
        await Expect(Field("Target")).ToHaveValueAsync("http://127.0.0.1:999/v2");
    }

    [Fact]
    public async Task Rules_ThatLeaveOutWhatChangesThings_NeedNoConfirmation()
    {
        await GoAsync($"/replays/new?recording={await RecordAsync("Harmless")}");
        await Field("Target").FillAsync("http://127.0.0.1:9");
        await Field("Target").BlurAsync();
        await Expect(Page.Locator("#confirmation")).ToBeVisibleAsync();
        await AddRuleAsync("AllowMethod", ("Method", "GET"));
        await Expect(Page.Locator(".summary")).ToContainTextAsync("The rules leave out 4 of 8 requests.");
        await Expect(Page.Locator("#confirmation")).ToHaveCountAsync(0);
        await Expect(Button("Start replay")).ToBeEnabledAsync();
        Assert.Empty(await Page.FindFaultsAsync());
    }

    /// <summary>Four requests that ask and four that change, one of them with bytes that are no text's.</summary>
    private Task<string> RecordAsync(string name) => Dashboard.RecordAsync(name, site => Curl.SendAsync(
        $"{site}page/[1-4]", "--next", "--silent", "--json", SampleTraffic.Order, $"{site}orders", "--next", "--silent", "--data", "a=1&b=J%C3%BCrgen", $"{site}contact",
        "--next", "--silent", "--request", "DELETE", $"{site}orders/7", "--next", "--silent", "--request", "PUT", "--data", "Jürgen — ☕", $"{site}orders/8"));

    private async Task AddRuleAsync(string kind, params (string Label, string Text)[] fields)
    {
        await Button("Add rule").ClickAsync();
        await Field("What rule 1 does").SelectOptionAsync(kind);
        foreach (var (label, text) in fields)
        {
            await Field($"{label} of rule 1").FillAsync(text);
            await Field($"{label} of rule 1").BlurAsync();
        }
    }
}
