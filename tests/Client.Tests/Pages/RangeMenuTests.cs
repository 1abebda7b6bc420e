using System.Globalization;
using Bunit;
using TapeDeck.Client.Pages.Exchanges;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Pages;

public sealed class RangeMenuTests : PageTest
{
    public RangeMenuTests() => Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak"));

    [Theory]
    [InlineData("2026-03-17T18:00:00Z", "2026-03-17T18:00:00.4Z", "")]
    [InlineData("2026-03-17T18:00:00Z", "2026-03-17T18:00:10Z", "Last second, Last 10 seconds")] // the end is behind the last exchange
    [InlineData("2026-03-17T18:00:00Z", "2026-03-17T18:07:00Z", "Last second, Last 10 seconds, Last minute, Last 5 minutes")]
    public void Within_ARecording_AreThoseThatLeaveSomethingOut(string first, string last, string names)
    {
        Assert.Equal(names, string.Join(", ", LastRange.Within(At(first), At(last)).Select(range => range.Name)));
    }

    [Fact]
    public void Before_TheLastExchange_IncludesIt()
    {
        var last = At("2026-03-17T18:07:00.123Z") + 456_789;
        var range = LastRange.Within(At("2026-03-17T18:00:00Z"), last).Last().Before(last);
        Assert.Equal((At("2026-03-17T18:02:00.124Z"), At("2026-03-17T18:07:00.124Z")), range);
    }

    [Fact]
    public void LastPart_Chosen_IsInTheAddressAndAsked()
    {
        var page = Open("?q=path:/login&top=90");
        var last = Recordings.Recordings[0].LastTimestamp!.Value;
        page.FindAll(".range-menu .menu-item").First(item => item.TextContent.Contains("Last minute", StringComparison.Ordinal)).Click();

        var end = ((last / 1_000_000) + 1) * 1_000_000;
        Assert.Equal((end - 60_000_000_000, end), (Recordings.Queries[^1].From, Recordings.Queries[^1].To));
        Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $"?from={(end / 1_000_000) - 60_000}&q=path%3A%2Flogin&to={end / 1_000_000}"), Navigation.Uri.Replace("path:/login", "path%3A%2Flogin", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Last minute", page.Find(".range-menu [aria-current]").TextContent, StringComparison.Ordinal);
        page.FindAll(".range-menu .menu-item").First(item => item.TextContent.StartsWith("Whole recording", StringComparison.Ordinal)).Click();
        Assert.Null(Recordings.Queries[^1].From);
    }

    [Theory]
    [InlineData("soon", "2026-03-17 18:10", "#range-from-error", "Write a time like")]
    [InlineData("2026-03-17 18:10", "", "#range-to-error", "Write a time like")]
    [InlineData("2026-03-17 18:10", "2026-03-17 18:10", "#range-to-error", "The end must be later than the start.")]
    public void FromTo_Wrong_SaysSoAtTheField(string from, string to, string field, string said)
    {
        Open("").Find(".range-menu .set-apart").Click();
        Type(from, to);
        Assert.Contains(said, Dialogs.Find(field).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTo_Typed_IsShown()
    {
        Open("").Find(".range-menu .set-apart").Click();
        Type("2026-03-17 18:10", "2026-03-17 18:10:30.5");
        Assert.Equal((At("2026-03-17T18:10:00Z"), At("2026-03-17T18:10:30.5Z")), (Recordings.Queries[^1].From, Recordings.Queries[^1].To));
    }

    private static long At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() * 1_000_000;

    private void Type(string from, string to)
    {
        Dialogs.Find("#range-from").Input(from);
        Dialogs.Find("#range-to").Input(to);
        Dialogs.Find("#choose-range").Submit();
    }

    private IRenderedComponent<ExchangesPage> Open(string query)
    {
        Navigation.NavigateTo("/recordings/a" + query);
        return Context.Render<ExchangesPage>(parameters => parameters.Add(page => page.Id, "a"));
    }
}
