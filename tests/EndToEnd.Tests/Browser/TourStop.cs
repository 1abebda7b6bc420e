using Microsoft.Playwright;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A view that everybody comes by.</summary>
/// <param name="Name">What its pictures are called.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Ready">What must be in view before it is looked at.</param>
public sealed record TourStop(string Name, string Address, string Ready)
{
    /// <summary>What to do there first; nothing by default.</summary>
    public Func<IPage, Task> Arrive { get; init; } = _ => Task.CompletedTask;

    /// <summary>The views of a server that has nothing yet.</summary>
    public static IReadOnlyList<TourStop> Empty { get; } =
    [
        new("dashboard", "/", ".state"),
        new("captures", "/captures", ".state"),
        new("recordings", "/recordings", ".state"),
        new("rules", "/rules", ".state"),
        new("new-rule-set", "/rules/new", ".state"),
        new("replays", "/replays", ".state"),
        new("new-replay", "/replays/new", ".state"),
        new("paste", "/commands/paste", ".state") { Arrive = PasteWronglyAsync },
        new("settings", "/settings", ".about"),
        new("not-found", "/no/such/page", ".state"),
    ];

    /// <summary>The views of a server that was worked with.</summary>
    public static IReadOnlyList<TourStop> Full(TourSights sights) =>
    [
        new("dashboard", "/", ".run-list .spark"),
        new("captures", "/captures", "tbody tr"),
        new("new-capture", "/captures/new", ".form-page") { Arrive = FillWronglyAsync },
        new("capture-live", $"/captures/{sights.Capture}", ".grid-row") { Arrive = page => page.Locator(".grid-row").First.ClickAsync() },
        new("capture-ledger", $"/captures/{sights.Capture}?view=ledger", ".ledger tr.station"),
        new("paste", "/commands/paste", "#command") { Arrive = PasteAsync },
        new("command", $"/captures/{sights.Capture}", ".grid-row") { Arrive = page => page.GetByLabel("Copy as command line").ClickAsync() },
        new("recordings", "/recordings", "tbody tr"),
        new("rules-deleted", "/rules/deleted", ".state, tbody tr"),
        new("recordings-deleted", "/recordings/deleted", ".state, tbody tr"),
        new("edit-recording", "/recordings", "tbody tr") { Arrive = page => page.GetByRole(AriaRole.Button, new() { Name = "Edit ‘Sample’" }).ClickAsync() },
        new("recording", $"/recordings/{sights.Recording}", ".grid-row"),
        new("endpoints", $"/recordings/{sights.Recording}?view=endpoints", ".endpoints tbody tr"),
        new("export", $"/recordings/{sights.Recording}?q=orders", ".grid-row") { Arrive = page => page.GetByText("Export", new() { Exact = true }).ClickAsync() },
        new("go-to", $"/recordings/{sights.Recording}", ".grid-row") { Arrive = GoToAsync },
        new("columns", $"/recordings/{sights.Recording}", ".grid-row") { Arrive = page => page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync() },
        new("chosen", $"/recordings/{sights.Recording}?q=page&order=-latency", ".grid-row") { Arrive = ChooseAsync },
        new("chosen-two", $"/recordings/{sights.Recording}?q=orders", ".grid-row") { Arrive = ChooseTwoAsync },
        new("chosen-compose", $"/recordings/{sights.Recording}?q=orders", ".grid-row") { Arrive = ComposeChosenAsync },
        new("unsortable", $"/recordings/{sights.Recording}?q=body%3Asku&order=-latency", ".grid-row"),
        new("views", $"/recordings/{sights.Recording}?q=method:POST&n=305", ".grid-row") { Arrive = page => page.Locator("[popovertarget=views-menu]").First.ClickAsync() },
        new("range", $"/recordings/{sights.Recording}", ".grid-row") { Arrive = page => page.Locator("[popovertarget=range-menu]").First.ClickAsync() },
        new("save-view", $"/recordings/{sights.Recording}?q=status%3A4xx", ".grid-row") { Arrive = SaveViewAsync },
        new("compose", $"/recordings", "tbody tr") { Arrive = page => page.GetByRole(AriaRole.Button, new() { Name = "Trim, merge or repair ‘broken’" }).ClickAsync() },
        new("recording-damaged", $"/recordings/{sights.Damaged}", ".damages"),
        .. new[] { "overview", "request", "response", "timing", "raw", "hex" }.Select(tab => new TourStop($"exchange-{tab}", $"/recordings/{sights.Recording}?q=json&n=300&tab={tab}", ".tab-body")),
        new("exchange-replayed", $"/recordings/{sights.Recording}?n=2&tab=replayed", ".replayed tbody tr"),
        new("exchange-image", $"/recordings/{sights.Recording}?q=image&n=302&tab=response", ".body-image"),
        new("exchange-form", $"/recordings/{sights.Recording}?q=contact&n=306&tab=request", ".form"),
        new("exchange-parts", $"/recordings/{sights.Recording}?q=attachments&n=309&tab=request", ".body-part") { Arrive = page => page.Locator(".part-name").Last.ClickAsync() },
        new("compare", $"/recordings/{sights.Recording}/compare?left=305&right=307", ".cmp-row.differs"),
        new("rules", "/rules", "tbody tr"),
        new("rule-set", $"/rules/{sights.RuleSet}?recording={sights.Recording}", ".diff"),
        new("new-replay", $"/replays/new?recording={sights.Recording}", ".form-page") { Arrive = AddRuleAsync },
        new("new-replay-confirm", $"/replays/new?recording={sights.Recording}", ".form-page") { Arrive = PreviewAsync },
        new("replays", "/replays", "tbody tr"),
        new("replay", $"/replays/{sights.Replay}?n=0&tab=response", ".tab-body"),
        new("replay-diff", $"/replays/{sights.Replay}?n=0&tab=diff", ".cmp-row"),
        new("replay-ledger", $"/replays/{sights.FailedReplay}?view=ledger", ".ledger tr.station"),
        new("replay-failed", $"/replays/{sights.FailedReplay}", ".grid-row .bad"),
        new("settings", "/settings", "tbody tr"),
        new("keys", "/recordings", "tbody tr") { Arrive = page => page.Keyboard.PressAsync("?") },
    ];

    private static async Task FillWronglyAsync(IPage page)
    {
        await page.Locator("#inputs-0-ports").FillAsync("many");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start capture" }).ClickAsync();
        await page.Locator("#inputs-0-ports-error").WaitForAsync();
    }

    private static async Task GoToAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Go to…" }).ClickAsync();
        await page.Locator("#go-to-target").FillAsync("1000000");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#go-to-target-error .ico").WaitForAsync();
    }

    private static async Task ChooseAsync(IPage page)
    {
        await page.Locator(".grid-row").Nth(1).ClickAsync();
        await page.Locator(".grid-row").Nth(4).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await page.Locator(".grid-row").Nth(6).ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await page.Locator("[popovertarget=export-chosen]").First.ClickAsync();
    }

    private static async Task ChooseTwoAsync(IPage page)
    {
        await page.Locator(".grid-row").First.ClickAsync();
        await page.Locator(".grid-row").Nth(1).ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await page.Locator(".grid-foot.chosen").WaitForAsync();
    }

    private static async Task ComposeChosenAsync(IPage page)
    {
        await ChooseTwoAsync(page);
        await page.Locator("[popovertarget=export-chosen]").First.ClickAsync();
        await page.Locator("#export-chosen").GetByText("New recording…").ClickAsync();
        await page.Locator("#compose-name").WaitForAsync();
    }

    private static async Task SaveViewAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save view…" }).ClickAsync();
        await page.Locator("#view-name").FillAsync("Refused requests");
    }

    private static async Task PasteWronglyAsync(IPage page)
    {
        await page.Locator("#command").FillAsync("gor --input-raw :99999 --output-htp http://staging");
        await page.Locator(".field-error").First.WaitForAsync();
    }

    private static async Task PasteAsync(IPage page)
    {
        await page.Locator("#command").FillAsync("""
            sudo ./gor --input-raw :8000 --output-file requests.gor --output-http "http://127.0.0.1:9000|10%" --output-kafka-host 127.0.0.1:9092 --output-kafka-topic "$TOPIC" \
              --http-allow-url ^/api --http-header-limiter "user-id: 25%" --http-rewrite-header "Host: (.*).example.com,$1.beta.example.com" --middleware "python3 rewrite.py" --exit-after 1h
            """);
        await page.Locator(".form-page").WaitForAsync();
    }

    private static async Task PreviewAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Add rule" }).ClickAsync();
        await page.Locator("#rules-0-kind").SelectOptionAsync("SetHeader");
        await page.Locator("#rules-0-name").FillAsync("X-Env");
        await page.Locator("#rules-0-value").FillAsync("staging");
        await page.Locator("#outputs-0-url").FillAsync("http://127.0.0.1:9000/v2");
        await page.Locator("#outputs-0-url").BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Changes" }).ClickAsync();
        await page.Locator("#confirmation").WaitForAsync();
    }

    private static async Task AddRuleAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Add rule" }).ClickAsync();
        await page.GetByLabel("Regular expression of rule 1").FillAsync("(");
        await page.Locator("#outputs-0-url").FillAsync("http://127.0.0.1:9000");
        await page.Locator("#rule-0-pattern-error").WaitForAsync();
    }
}

/// <summary>Ids of what there is to see.</summary>
public sealed record TourSights(string Capture, string Recording, string Damaged, string Replay, string FailedReplay, string RuleSet);
