using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.EndToEnd.Tests.CommandLine;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A story that fills in the form of a capture, field by field, and watches what runs from it.</summary>
public abstract partial class PlanStory(Dashboard dashboard) : BrowserStory(dashboard)
{
    private static readonly PageGetByRoleOptions s_stop = new() { Name = "Stop capture", Exact = true };

    private readonly int _port = FreePort.Next();

    /// <summary>What the run's outputs are doing, one row an output and one for each thing that is wrong with it.</summary>
    protected ILocator Outputs => Page.Locator(".outputs");

    /// <summary>The exchanges of the live stream.</summary>
    protected ILocator Rows => Page.Locator(".grid-row");

    protected ILocator State => Page.Locator(".page-head .chip:not(.running-chip)").First;

    /// <summary>A new capture whose one input is of this kind.</summary>
    protected async Task NewCaptureAsync(string input)
    {
        await GoAsync("/captures/new");
        await ChooseAsync("inputs-0-type", input);
    }

    /// <summary>A new capture of what <see cref="SendAsync"/> sends.</summary>
    protected async Task ListenAsync()
    {
        await NewCaptureAsync("HTTP listener");
        await FillAsync("inputs-0-address", $"127.0.0.1:{_port}");
    }

    /// <summary>Sends so many requests to the listener.</summary>
    protected Task SendAsync(int count) => Curl.SendAsync($"http://127.0.0.1:{_port}/story/[1-{count}]");

    /// <summary>One more output, of this kind.</summary>
    protected async Task AddOutputAsync(string kind)
    {
        var index = await Page.Locator("[id^=outputs-][id$=-type]").CountAsync();
        await Button("Add output").ClickAsync();
        await ChooseAsync($"outputs-{index}-type", kind);
    }

    /// <summary>Types into a field, by its id: the place in the plan.</summary>
    protected async Task FillAsync(string id, string text)
    {
        await UnfoldAsync();
        await Page.Locator($"#{id}").FillAsync(text);
        await Page.Locator($"#{id}").BlurAsync();
    }

    protected Task ChooseAsync(string id, string label) => Page.Locator($"#{id}").SelectOptionAsync(new SelectOptionValue { Label = label });

    /// <summary>Starts what the form says, and waits until it listens.</summary>
    protected async Task StartAsync(string name)
    {
        await FillAsync("name", name);
        await Button("Start capture").ClickAsync();
        await Expect(Page).ToHaveURLAsync(RunAddress());
        await Expect(Page.Locator("h1")).ToHaveTextAsync(name);
        await Expect(State).ToHaveTextAsync("Recording");
    }

    /// <summary>Stops it: nothing is left in flight, and every line of the ledger says the same.</summary>
    protected async Task StopAsync()
    {
        await Page.GetByRole(AriaRole.Button, s_stop).ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop capture" }).ClickAsync();
        await Expect(State).ToHaveTextAsync("Stopped");
        await ShowLedgerAsync();
        Assert.All(await Page.Locator(".ledger tr.station td:last-child").AllInnerTextsAsync(), text => Assert.Equal("–", text));
    }

    protected async Task ShowLedgerAsync()
    {
        await Link("Ledger").ClickAsync();
        await Expect(Page.Locator(".ledger tr.station").First).ToBeVisibleAsync();
    }

    /// <summary>What an output has delivered, as its row says.</summary>
    protected Task ExpectDeliveredAsync(string output, string count) =>
        Expect(Outputs.Locator("tr.station").Filter(new() { HasText = output }).Locator("td").Nth(3)).ToHaveTextAsync(count);

    /// <summary>What the clipboard holds after "Copy as command line"; the dialog must name nothing that is missing in it.</summary>
    protected async Task<string> CopyAsync()
    {
        await Button("Copy as command line").ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator(".copied")).ToHaveTextAsync("Copied to the clipboard.");
        await Expect(dialog.Locator(".missing")).ToHaveCountAsync(0);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        return await Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
    }

    /// <summary>Runs a copied command in a shell, as somebody would who pasted it; interrupts it after the traffic.</summary>
    protected static async Task RunPastedAsync(string command, Func<Task> traffic)
    {
        Assert.StartsWith("tapedeck ", command, StringComparison.Ordinal);
        await using var run = ToolProcess.Start("sh", "-c", $"exec {ToolProcess.TapeDeck} {command["tapedeck ".Length..]}");
        await run.WaitUntilAsync(() => run.Error.Contains("listening on", StringComparison.Ordinal), "the pasted command");
        await traffic();
        await run.InterruptAsync();
    }

    private async Task UnfoldAsync()
    {
        for (var folded = Page.Locator("details.advanced:not([open]) > summary"); await folded.CountAsync() > 0;)
        {
            await folded.First.ClickAsync();
        }
    }

    [GeneratedRegex("/captures/[0-9a-f]{32}$")]
    private static partial Regex RunAddress();
}
