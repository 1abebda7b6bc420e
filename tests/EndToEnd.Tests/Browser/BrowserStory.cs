using System.Collections.Concurrent;
using Microsoft.Playwright;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A story in a browser tab of its own. Whatever it is about, scripts must not fail in it; when it fails it leaves a picture.</summary>
public abstract class BrowserStory(Dashboard dashboard) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _complaints = new();

    protected Dashboard Dashboard => dashboard;

    protected IPage Page { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Page = await dashboard.Browser.OpenAsync(dashboard.Server.Url);
        Page.PageError += (_, error) => _complaints.Enqueue(error);
        Page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            var name = $"{TestContext.Current.TestMethod?.MethodName}.png";
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", "failed", name) });
        }

        await Page.Context.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.Empty(_complaints);
    }

    /// <summary>A field by its whole label.</summary>
    protected ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    /// <summary>A button by its whole name.</summary>
    protected ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>A link by its whole name.</summary>
    protected ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>Opens an address of the server and waits until the page is there.</summary>
    protected async Task GoAsync(string address)
    {
        await Page.GotoAsync(address);
        await Assertions.Expect(Page.Locator("h1")).ToBeVisibleAsync();
    }
}
