using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A story in a browser tab of its own. Whatever it is about, scripts must not fail in it; when it fails it leaves a picture.</summary>
public abstract class BrowserStory(Dashboard dashboard) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _complaints = new();

    protected Dashboard Dashboard => dashboard;

    protected IPage Page { get; private set; } = null!;

    /// <summary>A status that the server is to answer with, and that the browser therefore notes as an error; null for none.</summary>
    protected int? ExpectedStatus { get; set; }

    public virtual async ValueTask InitializeAsync() => await OpenAsync(dashboard.Server.Url);

    public virtual async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            var name = $"{TestContext.Current.TestMethod?.MethodName}.png";
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", "failed", name) });
        }

        await Page.Context.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.True(_complaints.IsEmpty, string.Join('\n', _complaints));
    }

    /// <summary>The tab, at a server somebody has signed in to.</summary>
    protected async Task OpenAsync(Uri server)
    {
        Page = await dashboard.Browser.OpenAsync(server);
        Page.PageError += (_, error) => _complaints.Enqueue(error);
        Page.Console += (_, message) =>
        {
            if (message.Type == "error" && !(ExpectedStatus is { } status && message.Text.Contains($"status of {status} ", StringComparison.Ordinal)))
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    /// <summary>A field by its whole label.</summary>
    protected ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    /// <summary>A button by its whole name.</summary>
    protected ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>A link by its whole name.</summary>
    protected ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>A cell of a table's row by the name of its column.</summary>
    protected async Task<ILocator> CellAsync(ILocator row, string column)
    {
        await Assertions.Expect(row).ToBeVisibleAsync();
        var columns = await Page.GetByRole(AriaRole.Columnheader).AllInnerTextsAsync();
        Assert.Contains(column, columns);
        return row.GetByRole(AriaRole.Cell).Nth(columns.ToList().IndexOf(column));
    }

    /// <summary>Named otherwise when it leads to the first one.</summary>
    protected ILocator NewCaptureLink => Page.Locator("main a[href='/captures/new']").First;

    /// <summary>The field of the recordings page that takes files.</summary>
    protected ILocator ImportField => Page.Locator("#import-files");

    /// <summary>Presses a shortcut of one or two keys (<c>g+c</c>, <c>Ctrl-g</c>) as soon as the page answers to it.</summary>
    protected static async Task PressAsync(IPage page, string keys)
    {
        await Assertions.Expect(page.Locator($"#keys[data-keys~='{keys}']")).ToBeAttachedAsync();
        foreach (var key in keys.Split('+'))
        {
            await page.Keyboard.PressAsync(key.Replace("Ctrl-", "Control+", StringComparison.Ordinal));
        }
    }

    /// <inheritdoc cref="PressAsync(IPage, string)"/>
    protected Task PressAsync(string keys) => PressAsync(Page, keys);

    /// <summary>Presses a key in the moment something comes into view, before the server can do anything more.</summary>
    protected Task PressOnSightAsync(string selector, string key) => Page.EvaluateAsync(
        """
        ([selector, key]) => {
          const watch = new MutationObserver(() => {
            if (document.querySelector(selector)) {
              watch.disconnect();
              document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            }
          });
          watch.observe(document.body, { childList: true, subtree: true });
        }
        """,
        new[] { selector, key });

    /// <summary>Starts the replay in the form, confirmed if it sends requests that may change things; its page is there when this returns.</summary>
    protected async Task StartReplayAsync(bool confirm = false)
    {
        await (confirm ? Page.Locator("#confirmation").CheckAsync() : Task.CompletedTask);
        await Button("Start replay").ClickAsync();
        await Assertions.Expect(Page).ToHaveURLAsync(new Regex("/replays/[0-9a-f]{32}$"));
    }

    /// <summary>Opens an address of the server and waits until the page is there.</summary>
    protected async Task GoAsync(string address)
    {
        await Page.GotoAsync(address);
        await Assertions.Expect(Page.Locator("h1")).ToBeVisibleAsync();
    }
}
