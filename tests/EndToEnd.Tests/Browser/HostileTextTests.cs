using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>What came over the wire and what people typed is text on every page, whatever it looks like. The browser of this story runs any script it is given.</summary>
public sealed class HostileTextTests(Dashboard dashboard) : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ServedProgram _server = null!;
    private ApiClient _api = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServedProgram.StartAsync();
        _api = await _server.ApiAsync();
        await dashboard.Browser.SignInAsync(await _server.PrintLoginUrlAsync());
        _page = await dashboard.Browser.OpenAsync(_server.Url, ignoresPolicy: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.Context.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Markup_InTrafficAndNames_IsTextOnEveryPage()
    {
        var (capture, port) = await StartCaptureAsync();
        await _page.GotoAsync($"/captures/{capture}");
        await SendAsync(port);
        await Expect(_page.Locator(".grid-row").First).ToBeVisibleAsync();
        await ReadExchangesAsync("live", 5);
        var recording = await _api.StopCaptureAsync(capture);
        await _api.WaitForIndexAsync(recording);

        await _page.GotoAsync($"/recordings/{recording}");
        await Expect(_page.Locator(".grid-row").First).ToBeVisibleAsync();
        await ReadExchangesAsync("recording", HostilePayloads.Groups.Count);
        await OfferValuesAsync();

        var (ruleSet, replay) = await NameEverythingAsync(recording);
        await ImportAsync();
        await VisitAsync("/", ".run-list, .panel");
        await VisitAsync("/captures", "tbody tr");
        await VisitAsync("/recordings", "tbody tr");
        await VisitAsync("/recordings", "tbody tr", page => page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Edit ") }).First.ClickAsync());
        await VisitAsync("/recordings", "tbody tr", page => page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Trim, merge") }).First.ClickAsync());
        await VisitAsync($"/recordings/{recording}", ".grid-row", page => page.Locator("[popovertarget=views-menu]").First.ClickAsync());
        await VisitAsync($"/recordings/{recording}?view=endpoints", ".endpoints tbody tr");
        await VisitAsync($"/recordings/{recording}/compare?left=0&right=1", ".cmp-row");
        await VisitAsync("/rules", "tbody tr");
        await VisitAsync($"/rules/{ruleSet}?recording={recording}", ".diff");
        await VisitAsync("/replays", "tbody tr");
        await VisitAsync($"/replays/new?recording={recording}", ".form-page");
        await VisitAsync($"/replays/new?like={replay}", ".first-requests li");
        await VisitAsync($"/replays/{replay}", ".grid-row");
        await ReadExchangesAsync("replay", 5);
        await VisitAsync("/settings", "tbody tr");
        await VisitAsync("/commands/paste", "#command", page => page.Locator("#command").FillAsync($"gor --input-raw :80 --output-http {HostilePayloads.Names[2]}"));
    }

    [Fact]
    public async Task Markup_TakenForMarkup_IsSeen()
    {
        await _page.GotoAsync("/login");
        var unseen = await _page.EvaluateAsync<string[]>("""
            payloads => payloads.filter(payload => {
              const element = document.createElement("div");
              element.innerHTML = payload;
              return !element.querySelector("[data-xss]");
            })
            """, HostilePayloads.Groups.SelectMany(payload => payload).ToArray());
        Assert.Empty(unseen);
        await _page.WaitForFunctionAsync("() => window.__xss === 1");
    }

    private async Task ExpectTextAsync(string where)
    {
        var found = await _page.EvaluateAsync<string?>("() => window.__xss !== undefined ? 'a script ran' : document.querySelector('[data-xss]')?.outerHTML ?? null");
        Assert.True(found is null, $"{where}: {found}");
    }

    private async Task VisitAsync(string address, string ready, Func<IPage, Task>? act = null)
    {
        await _page.GotoAsync(address);
        await Expect(_page.Locator(ready).First).ToBeVisibleAsync();
        if (act is not null)
        {
            await act(_page);
            await Expect(_page.Locator("#keys[data-keys~='?']")).ToBeAttachedAsync();
        }

        await ExpectTextAsync(address);
    }

    /// <summary>Goes through the first exchanges of the list and through all tabs of each, by keys.</summary>
    private async Task ReadExchangesAsync(string where, int count)
    {
        await Expect(_page.Locator("#keys[data-keys~='j']")).ToBeAttachedAsync();
        for (var row = 0; row < count; row++)
        {
            await _page.Keyboard.PressAsync("j");
            await Expect(_page.Locator(".grid-row[aria-selected=true]")).ToHaveAttributeAsync("aria-rowindex", $"{row + 2}");
            await Expect(_page.Locator("#keys[data-keys~=']']")).ToBeAttachedAsync();
            var tabs = await _page.Locator(".detail [role=tab]").AllInnerTextsAsync();
            for (var tab = 0; tab < tabs.Count; tab++)
            {
                await Expect(_page.Locator(".detail .loading")).ToHaveCountAsync(0);
                await ExpectTextAsync($"{where}, exchange {row}, tab {tabs[tab]}");
                await _page.Keyboard.PressAsync("]");
                await Expect(_page.Locator(".detail [role=tab]").Nth((tab + 1) % tabs.Count)).ToHaveAttributeAsync("aria-selected", "true");
            }
        }
    }

    private async Task OfferValuesAsync()
    {
        foreach (var field in new[] { "host:", "path:", "request.header." })
        {
            await _page.Locator("[data-ready] #filter").FillAsync(field);
            await Expect(_page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
            await ExpectTextAsync($"suggestions for {field}");
        }
    }

    private async Task<(string Capture, int Port)> StartCaptureAsync()
    {
        var port = FreePort.Next();
        var made = await _api.PostAsync("/captures", JsonSerializer.Serialize(new
        {
            name = HostilePayloads.Names[3], start = true, plan = new { inputs = new[] { new { type = "tcp", address = $"127.0.0.1:{port}" } } },
        }));
        return (made.Expect(201).Json.GetProperty("id").GetString()!, port);
    }

    private async Task SendAsync(int port)
    {
        var file = _folder.File("hostile.gor");
        await File.WriteAllBytesAsync(file, Records.Bytes(HostileTraffic.Records), TestContext.Current.CancellationToken);
        await using var sender = ToolProcess.Start(ToolProcess.TapeDeck, _folder.Path, null, ["--input-file", $"{file}|1000000%", "--output-tcp", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}")]);
        Assert.Equal(0, await sender.WaitForExitAsync());
    }

    /// <summary>Puts names, tags, notes, rules, views and tokens everywhere; returns a rule set and a replay.</summary>
    private async Task<(string RuleSet, string Replay)> NameEverythingAsync(string recording)
    {
        var names = HostilePayloads.Names;
        (await Curl.RequestAsync(_api.WithToken("--request", "PATCH", "--header", "If-Match: *", "--json", JsonSerializer.Serialize(new { name = names[0], tags = names.Take(5), note = string.Join('\n', names) }), _api.Address($"/recordings/{recording}")))).Expect(200);
        var ruleSet = "";
        foreach (var name in names)
        {
            (await _api.PostAsync("/views", JsonSerializer.Serialize(new { name, query = JsonSerializer.Serialize(name) }))).Expect(201);
            ruleSet = (await _api.PostAsync("/rulesets", JsonSerializer.Serialize(new
            {
                name, rules = new[] { new { kind = "set-header", name = "X-New", value = name } },
            }))).Expect(201).Json.GetProperty("id").GetString()!;
        }

        (await _api.PostAsync("/tokens", JsonSerializer.Serialize(new { name = names[4] }))).Expect(201);
        await using var site = await NginxServer.StartAsync();
        var replay = await _api.StartReplayAsync(recording, site.Url, "max", JsonSerializer.Serialize(new[] { new { kind = "set-header", name = "X-New", value = names[5] } }));
        await _api.FollowAsync($"/replays/{replay}");
        return (ruleSet, replay);
    }

    /// <summary>Files that say what they are by their names: some are taken, some are refused with their names.</summary>
    private async Task ImportAsync()
    {
        await _page.GotoAsync("/recordings");
        await Expect(_page.Locator("tbody tr").First).ToBeVisibleAsync();
        await _page.Locator("#import-files").SetInputFilesAsync(HostilePayloads.Names.Select((name, number) => new FilePayload
        {
            Name = $"{name.Replace('/', '-')}.gor", MimeType = "application/octet-stream", Buffer = number % 2 == 0 ? Records.Bytes(Records.Requests(1)) : "no recording"u8.ToArray(),
        }));
        await Expect(_page.GetByRole(AriaRole.Row).Filter(new() { HasText = "onerror" }).Nth(2)).ToBeVisibleAsync();
        await ExpectTextAsync("import");
    }
}
