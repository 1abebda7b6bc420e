using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>List and details in windows of different sizes: beside each other, one below the other, one over the other.</summary>
public sealed class NarrowStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private const float Whole = 0.99f; // heights in per cent end between two pixels

    private ILocator List => Page.Locator(".split > .list");

    private ILocator Detail => Page.GetByRole(AriaRole.Region, new() { Name = "Details" });

    private ILocator Sash => Page.GetByRole(AriaRole.Separator);

    [Fact]
    public async Task Details_InANarrowWindow_AreBelowTheListAndKeepTheHeightTheyWereGiven()
    {
        await Page.SetViewportSizeAsync(1000, 800);
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        var last = Page.Locator(".grid-row").Filter(new() { HasText = "/page/12" }).First;
        await last.ClickAsync();
        await Expect(Detail).ToBeVisibleAsync();
        await Expect(last).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(Detail).ToBeInViewportAsync(new() { Ratio = Whole });
        var (list, detail) = (await BoxAsync(List), await BoxAsync(Detail));
        Assert.True(detail.Y >= list.Y + list.Height && Math.Abs(detail.Width - list.Width) < 1, $"{list.Y} + {list.Height}, {detail.Y}");
        Assert.Empty(await Page.FindFaultsAsync());

        await DragAsync(0, -60);
        var higher = await BoxAsync(Detail);
        Assert.InRange(higher.Height - detail.Height, 50, 70);
        await Expect(Sash).ToHaveAttributeAsync("aria-orientation", "horizontal");
        await Sash.PressAsync("ArrowDown");
        await Sash.PressAsync("ArrowDown");
        await Expect(Sash).ToHaveAttributeAsync("aria-valuenow", new Regex("^[1-9][0-9]$"));
        var kept = await BoxAsync(Detail);
        Assert.True(kept.Height < higher.Height - 10, $"{kept.Height}, {higher.Height}");

        await Page.ReloadAsync();
        await Expect(Detail).ToBeVisibleAsync();
        Assert.Equal(kept.Height, (await BoxAsync(Detail)).Height, 1f);
        Assert.Equal(await Page.EvaluateAsync<int>("innerWidth"), await Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"));
    }

    [Fact]
    public async Task Details_BelowWhatIsHigherThanTheWindow_ComeIntoView()
    {
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var replay = await Dashboard.Api.StartReplayAsync(await Dashboard.SampleAsync(), target.Url);
        await Dashboard.Api.FollowAsync($"/replays/{replay}");
        await Page.SetViewportSizeAsync(1000, 760);
        await GoAsync($"/replays/{replay}");
        await Page.Locator(".grid-row").First.ClickAsync();
        await Expect(Detail).ToBeInViewportAsync(new() { Ratio = Whole });
        await Expect(Page.Locator(".grid-row[aria-current=true]")).ToBeInViewportAsync();
        await Button("Close the details (Esc)").ClickAsync();
        await Page.SetViewportSizeAsync(1000, 640);
        await Page.Locator(".grid-row").Nth(1).ClickAsync();
        await Expect(Detail.Locator(".tab-body")).ToBeInViewportAsync();
    }

    /// <summary>What comes next by Tab stands on the same line or below, never above.</summary>
    [Theory]
    [InlineData(1920)]
    [InlineData(1280)]
    [InlineData(1100)]
    [InlineData(1000)]
    [InlineData(900)]
    [InlineData(640)]
    public async Task Controls_AboveAList_AreReachedInTheOrderTheyStandIn(int width)
    {
        await Page.SetViewportSizeAsync(width, 800);
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        await Expect(Page.Locator("[data-ready] #filter")).ToBeVisibleAsync();
        var places = await Page.EvaluateAsync<string[]>("""
            () => {
              const reached = [...document.querySelectorAll(".query :is(button, a, input, select)")].filter(x => x.checkVisibility() && x.tabIndex >= 0 && !x.closest("[popover]"));
              return reached.map(x => x.getBoundingClientRect()).map((box, i, all) => i > 0 && (box.bottom <= all[i - 1].top || (box.top < all[i - 1].bottom && box.left < all[i - 1].left)) ? reached[i].outerHTML : "in order");
            }
            """);
        Assert.True(places.Length > 10);
        Assert.All(places, place => Assert.Equal("in order", place));
        Assert.InRange((await BoxAsync(Page.Locator(".query-box"))).Width, 290, 1920);
    }

    [Fact]
    public async Task Details_InAWideWindow_KeepAWidthOfTheirOwn()
    {
        await Page.SetViewportSizeAsync(1280, 800);
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?n=3");
        var beside = await BoxAsync(Detail);
        Assert.True(beside.X > (await BoxAsync(List)).X + 300);
        await DragAsync(-100, 0);
        await Expect(Sash).ToHaveAttributeAsync("aria-orientation", "vertical");
        var wider = await BoxAsync(Detail);
        Assert.InRange(wider.Width - beside.Width, 90, 110);

        await Page.SetViewportSizeAsync(1000, 800);
        Assert.Equal((await BoxAsync(List)).Width, (await BoxAsync(Detail)).Width, 1f);
        await Sash.PressAsync("End");
        await Page.SetViewportSizeAsync(1280, 800);
        Assert.Equal(wider.Width, (await BoxAsync(Detail)).Width, 1f);
        await Page.SetViewportSizeAsync(640, 360); // the page at 200 %: over the list, without a divider
        await Expect(Sash).ToBeHiddenAsync();
        var (list, over) = (await BoxAsync(List), await BoxAsync(Detail));
        Assert.True(over.Height > 250 && over.Y < list.Y + list.Height, $"{over.Y}, {over.Height}");
    }

    private static async Task<LocatorBoundingBoxResult> BoxAsync(ILocator part)
    {
        await Expect(part).ToBeVisibleAsync();
        return (await part.BoundingBoxAsync())!;
    }

    private async Task DragAsync(int right, int down)
    {
        await Sash.ScrollIntoViewIfNeededAsync();
        var box = await BoxAsync(Sash);
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await Page.Mouse.MoveAsync(x, y);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(x + right, y + down, new() { Steps = 4 });
        await Page.Mouse.UpAsync();
    }
}
