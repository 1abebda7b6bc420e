using System.Globalization;
using Bunit;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Pages.Exchanges;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Pages;

public sealed class GoToTests : PageTest
{
    public GoToTests() => Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak"));

    [Theory]
    [InlineData("UTC", "17", 16L, null)]
    [InlineData("UTC", "1,000", 999L, null)]
    [InlineData("UTC", "0", -1L, null)]
    [InlineData("UTC", "18:00", null, "2026-03-17T18:00:00Z")]
    [InlineData("UTC", "18:05:07.25", null, "2026-03-17T18:05:07.25Z")]
    [InlineData("UTC", "0:10", null, "2026-03-18T00:10:00Z")]
    [InlineData("Europe/Berlin", "19:30", null, "2026-03-17T18:30:00Z")]
    [InlineData("Europe/Berlin", "2026-03-17 19:30:01", null, "2026-03-17T18:30:01Z")]
    [InlineData("Europe/Berlin", "2026-03-17T18:30:01.123456789Z", null, "2026-03-17T18:30:01.1234567Z")]
    [InlineData("UTC", "2026-03-17t20:30:01+02:00", null, "2026-03-17T18:30:01Z")]
    public void Read_WhatPeopleType_IsARowOrAMoment(string zone, string text, long? row, string? moment)
    {
        var target = GoToTarget.Read(text, Clock.In(zone), At("2026-03-17T18:00:03Z"), At("2026-03-18T00:20:00Z"), out var fault);

        Assert.Null(fault);
        Assert.Equal(new GoToTarget(row, moment is null ? 0 : At(moment)), target);
    }

    [Theory]
    [InlineData("soon", "Write a row number")]
    [InlineData("25:00", "Write a row number")]
    [InlineData("17:59:59", "The recording goes from 2026-03-17 18:00:03.000 to")]
    [InlineData("2026-03-18T00:20:00.1Z", "The recording goes from")]
    [InlineData("2025-03-17T18:30:00Z", "The recording goes from")]
    public void Read_NothingInTheRecording_SaysWhatThereIs(string text, string said)
    {
        Assert.Null(GoToTarget.Read(text, Clock.Utc, At("2026-03-17T18:00:03Z"), At("2026-03-18T00:20:00Z"), out var fault));
        Assert.StartsWith(said, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "500,001", 500_000)]
    [InlineData("", "1000000", 999_999)]
    [InlineData("?q=path:/login", "2", 24)]
    [InlineData("?q=path:/login", "18:00:01", 38)]
    [InlineData("?q=path:/login&from=1773770400000&to=1773770415000", "18:00:01", 38)]
    public async Task GoTo_ARowOrATime_SelectsIt(string query, string text, long number)
    {
        var page = await AskAsync(query, text);

        page.WaitForAssertion(() => Assert.Equal(number, Selected(page)));
        Assert.Empty(Dialogs.FindAll("#go-to"));
    }

    [Fact]
    public async Task GoTo_ATimeAmongWhatASearchFound_StartsNoOtherSearch()
    {
        Recordings.Search = new Ports.SearchState(1, true);
        var page = await AskAsync("?q=path:/login", "18:00:01");

        page.WaitForAssertion(() => Assert.Equal(38, Selected(page)));
        Assert.All(Recordings.Queries, query => Assert.Null(query.To));
    }

    [Theory]
    [InlineData("", "1000001", "The list has the rows 1 to 1,000,000.")]
    [InlineData("", "0", "The list has the rows 1 to 1,000,000.")]
    [InlineData("?q=path:/nothing", "1", "The list has no rows.")]
    [InlineData("?from=1773770400000&to=1773770415000", "18:20", "No row of this list began then or later.")]
    public async Task GoTo_OutOfRange_SaysSo(string query, string text, string said)
    {
        var page = await AskAsync(query, text);

        Dialogs.WaitForAssertion(() => Assert.Contains(said, Dialogs.Find("#go-to-target-error").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[role=row][aria-selected=true]"));
    }

    private static long At(string text) => (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks * 100;

    private long Selected(IRenderedComponent<ExchangesPage> page) =>
        page.FindAll("[role=row][aria-selected=true]").Count == 1 ? long.Parse(Navigation.Uri.Split("n=")[1].Split('&')[0], CultureInfo.InvariantCulture) : -1;

    private async Task<IRenderedComponent<ExchangesPage>> AskAsync(string query, string text)
    {
        Navigation.NavigateTo("/recordings/a" + query);
        var page = Context.Render<ExchangesPage>(parameters => parameters.Add(shown => shown.Id, "a"));
        if (page.FindAll(".grid-foot").Count > 0)
        {
            page.Find(".go-to").Click();
        }
        else
        {
            await page.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.GoTo));
        }

        Dialogs.Find("#go-to-target").Input(text);
        Dialogs.Find("#go-to").Submit();
        return page;
    }
}
