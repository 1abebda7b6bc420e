using Bunit;
using Microsoft.AspNetCore.Components.Web;
using TapeDeck.Client.Components;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Pages.Exchanges;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine;

namespace TapeDeck.Client.Tests.Pages;

public sealed class ChoosingTests : PageTest
{
    public ChoosingTests() => Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak"));

    [Fact]
    public async Task Keys_WithShift_ChooseARangeAndEscapeLetsGoBeforeItCloses()
    {
        var page = Open("?n=2");

        await Press(page, ShortcutId.ChooseNext, ShortcutId.ChooseNextArrow, ShortcutId.ChooseNext, ShortcutId.ChoosePrevious);
        Assert.Equal("2 3 4", Chosen(page));
        Assert.Equal("3 chosen", page.Find(".grid-foot [role=status]").TextContent);
        Assert.EndsWith("?n=4", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("true", page.Find("[role=grid]").GetAttribute("aria-multiselectable"));

        await Press(page, ShortcutId.Next, ShortcutId.Next, ShortcutId.ChooseRow);
        Assert.Equal("2 3 4 6", Chosen(page));
        Assert.Equal("8", page.Find("[aria-current=true][role=row]").GetAttribute("aria-rowindex"));

        await Press(page, ShortcutId.Close);
        Assert.Empty(page.FindAll(".grid-foot [role=status]"));
        Assert.Equal("6", Chosen(page)); // the open one
        await Press(page, ShortcutId.Close);
        Assert.Empty(page.FindAll(".detail"));
    }

    [Fact]
    public async Task Mouse_WithShiftAndCtrl_ChoosesAndTakesOut()
    {
        var page = Open("");

        await ClickAsync(page, 1, new MouseEventArgs());
        await ClickAsync(page, 4, new MouseEventArgs { ShiftKey = true });
        await ClickAsync(page, 2, new MouseEventArgs { CtrlKey = true });
        await ClickAsync(page, 9, new MouseEventArgs { MetaKey = true });
        await ClickAsync(page, 7, new MouseEventArgs());

        Assert.Equal("1 3 4 9", Chosen(page));
        Assert.EndsWith("?n=7", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_OfAMillion_AreOneRangeThatGoesWithTheQuery()
    {
        var page = Open("");

        await Press(page, ShortcutId.ChooseAll);
        Assert.Equal("1,000,000 chosen", page.Find(".grid-foot [role=status]").TextContent);
        Assert.Contains("&rows=0-999999", page.Find("#export-chosen a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.DoesNotContain("rows", page.Find("#export-menu a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.True(Action(page, "Compare").HasAttribute("disabled"));
        Assert.True(Action(page, "Copy as cURL").HasAttribute("disabled"));

        await page.InvokeAsync(() => page.FindComponent<QueryBar>().Instance.Run("path:/login"));
        Assert.Empty(page.FindAll(".grid-foot [role=status]"));
    }

    [Fact]
    public async Task Two_Chosen_AreComparedAndCopied()
    {
        var page = Open("?n=3");
        await Press(page, ShortcutId.ChooseNext);

        Action(page, "Copy as cURL").Click();
        var copied = (string)Context.JSInterop.Invocations["tapedeck.copy"].Single().Arguments[0]!;
        Assert.Equal(2, copied.Split('\n').Count(line => line.StartsWith("curl ", StringComparison.Ordinal)));
        Action(page, "Compare").Click();
        Assert.EndsWith("/recordings/a/compare?left=3&right=4", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chosen_ThatCannotBeRead_SaysWhyInTheBar()
    {
        var page = Open("?n=3");
        await Press(page, ShortcutId.ChooseNext);

        Recordings.Failure = new IOException("The disk is gone.");
        Action(page, "Compare").Click();
        Assert.Contains("The disk is gone.", page.Find(".grid-foot [role=alert]").TextContent, StringComparison.Ordinal);
        Recordings.Failure = null;
        Recordings.Content = number => SampleTraffic.Content(SampleTraffic.Summary(number) with { RequestBytes = 3 << 20 });
        Action(page, "Copy as cURL").Click();
        Assert.StartsWith("6.3 MB are too much to copy.", page.Find(".grid-foot [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Context.JSInterop.Invocations["tapedeck.copy"]);
    }

    [Fact]
    public async Task NewRecording_OfTheChosen_AsksForItsNameAlone()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("b", "Morning"));
        var page = Open("?q=path:/login&order=-time&n=8");
        await Press(page, ShortcutId.ChooseAll);

        page.Find("#export-chosen button").Click();
        Assert.Contains("chosen exchanges of ‘Evening peak’", Dialogs.Find(".lead").TextContent, StringComparison.Ordinal);
        Assert.Empty(Dialogs.FindAll("#compose-from, .choice-list"));
        Dialogs.Find("form").Submit();

        Dialogs.WaitForAssertion(() => Assert.Single(Composer.Asked));
        var query = Composer.Asked[0].Query;
        Assert.Equal(("path:/login", "-time"), (query.Query.Text, query.Order?.ToString()));
        Assert.Equal(Recordings.Queries[^1].Query, query.Query);
        Assert.StartsWith("0-", query.Rows!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SortedList_ThatGrows_LetsGoOfTheChoice()
    {
        var page = Open("?order=latency&n=3");
        await Press(page, ShortcutId.ChooseNext);
        Assert.NotEmpty(page.FindAll(".grid-foot [role=status]"));

        Recordings.Recordings[0] = FakeRecordings.Recording("a", "Evening peak", 1_000_001);
        Recordings.Notify();
        Time.Advance(TimeSpan.FromMilliseconds(100));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".grid-foot [role=status]")));
    }

    [Fact]
    public void Head_ClickedThreeTimes_SortsBothWaysAndGoesBack()
    {
        var page = Open("?top=40&n=3");

        Head(page, "Latency").Click();
        Assert.EndsWith("?n=3&order=latency", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("latency", Recordings.Queries[^1].Order?.ToString());
        Assert.Equal("ascending", Head(page, "Latency").ParentElement!.GetAttribute("aria-sort"));
        Head(page, "Latency").Click();
        Assert.Equal("-latency", Recordings.Queries[^1].Order?.ToString());
        Assert.Equal(["descending"], page.FindAll("[aria-sort]:not([aria-sort=none])").Select(head => head.GetAttribute("aria-sort")));
        Head(page, "Path").Click();
        Assert.Equal("target", Recordings.Queries[^1].Order?.ToString());
        Head(page, "Path").Click();
        Head(page, "Path").Click();
        Assert.EndsWith("?n=3", Navigation.Uri, StringComparison.Ordinal);
        Assert.Null(Recordings.Queries[^1].Order);
    }

    [Fact]
    public void Head_OfASearchThroughBodies_SaysWhyItDoesNotSort()
    {
        var page = Open("?q=body:x&order=-latency");

        Assert.Null(Recordings.Queries[^1].Order);
        Assert.True(Head(page, "Latency").HasAttribute("disabled"));
        Assert.Contains("the recording's order", Head(page, "Latency").GetAttribute("title"), StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Head(IRenderedComponent<ExchangesPage> page, string label) => page.FindAll(".grid-head .sort").Single(button => button.TextContent.Trim() == label);

    private static AngleSharp.Dom.IElement Action(IRenderedComponent<ExchangesPage> page, string label) => page.FindAll(".grid-foot button").Single(button => button.TextContent.Trim() == label);

    private static string Chosen(IRenderedComponent<ExchangesPage> page) =>
        string.Join(' ', page.FindAll("[role=row][aria-selected=true]").Select(row => int.Parse(row.GetAttribute("aria-rowindex")!, System.Globalization.CultureInfo.InvariantCulture) - 2));

    /// <summary>As js/grid.js tells it.</summary>
    private static Task ClickAsync(IRenderedComponent<ExchangesPage> page, int row, MouseEventArgs with) =>
        page.InvokeAsync(() => page.FindComponent<RowGrid<ExchangeSummary>>().Instance.Pressed(row, row, with.ShiftKey, with.CtrlKey || with.MetaKey));

    private IRenderedComponent<ExchangesPage> Open(string query)
    {
        Navigation.NavigateTo("/recordings/a" + query);
        return Context.Render<ExchangesPage>(parameters => parameters.Add(page => page.Id, "a"));
    }

    private async Task Press(IRenderedComponent<ExchangesPage> page, params ShortcutId[] shortcuts)
    {
        foreach (var shortcut in shortcuts)
        {
            await page.InvokeAsync(() => Shortcuts.PressAsync(shortcut));
        }
    }
}
