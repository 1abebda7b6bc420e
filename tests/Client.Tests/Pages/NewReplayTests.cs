using AngleSharp.Dom;
using Bunit;
using TapeDeck.Client.Pages.Replays;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Pages;

/// <summary>Nobody sends requests that change things without having read how many, and where (UI 37).</summary>
public sealed class NewReplayTests : PageTest
{
    public NewReplayTests() => Recordings.Recordings.Add(FakeRecordings.Recording("evening", "Evening peak", 14_000));

    [Fact]
    public void Confirmation_OfRequestsThatChangeThings_IsNeededForTheStart()
    {
        var page = Open();

        Assert.True(Start(page).HasAttribute("disabled"));
        Assert.Equal("Send 1,000 requests that may change things to staging:9000900 POST, 100 DELETE", page.Find(".confirmation").TextContent.Trim());
        Assert.Contains("Confirm that requests are sent", page.Find("#missing").TextContent, StringComparison.Ordinal);
        page.Find("form").Submit();
        Assert.Null(Runs.Created);

        page.Find("#confirmation").Change(true);
        Assert.False(Start(page).HasAttribute("disabled"));
        Assert.Empty(page.FindAll("#missing"));
        page.Find("form").Submit();
        Assert.NotNull(Runs.Created);
    }

    [Fact]
    public void Confirmation_OfFewerRequestsOrAnotherServer_DoesNotCount()
    {
        var page = Open();
        page.Find("#confirmation").Change(true);

        Change(page, FakeForecasts.Of(("POST", 999)));
        Assert.False(Start(page).HasAttribute("disabled"));
        Change(page, FakeForecasts.Of(("POST", 1_001)));
        Assert.True(Start(page).HasAttribute("disabled"));
        page.Find("#confirmation").Change(true);
        var elsewhere = FakeForecasts.Of(("POST", 5));
        Change(page, elsewhere with { Targets = [elsewhere.Targets[0] with { Server = "shop.example" }] });
        Assert.True(Start(page).HasAttribute("disabled"));
        Change(page, FakeForecasts.Of(("GET", 5), ("OPTIONS", 1), ("HEAD", 1), ("TRACE", 1)));
        Assert.False(Start(page).HasAttribute("disabled"));
        Assert.Empty(page.FindAll("#confirmation"));
    }

    [Fact]
    public async Task Confirmation_WhileCounting_IsOfAtMostSoMany()
    {
        var (whole, last) = (FakeForecasts.Of(("POST", 300)), new TaskCompletionSource());
        Forecasts.Forecasts = [whole with { IsComplete = false, Fraction = 0.43, MostMutating = 1_200, Targets = [whole.Targets[0] with { Methods = new Dictionary<string, long> { ["POST"] = 100 } }] }, whole];
        Forecasts.Last = last.Task;
        var page = Open();

        Assert.StartsWith("Send up to 1,200 requests", page.Find(".confirmation").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("Counts the requests to staging:9000 (10.0.0.5): 100 so far, 43 % read.", page.Find(".blast").TextContent);
        page.Find("#confirmation").Change(true);
        Assert.False(Start(page).HasAttribute("disabled"));
        last.SetResult();
        await page.WaitForAssertionAsync(() => Assert.StartsWith("Send 300 requests", page.Find(".confirmation").TextContent.Trim(), StringComparison.Ordinal));
        Assert.False(Start(page).HasAttribute("disabled"));
    }

    [Fact]
    public void Start_WhileNobodyKnowsTheMethods_Waits()
    {
        Forecasts.Forecasts = [FakeForecasts.Of() with { IsComplete = false }, FakeForecasts.Of(("GET", 1))];
        Forecasts.Last = new TaskCompletionSource().Task;
        var page = Open();

        Assert.True(Start(page).HasAttribute("disabled"));
        Assert.Contains("The requests are being counted.", page.Find("#missing").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_WhatComes_IsConfirmedAsAWhole()
    {
        Forecasts.Forecasts = [FakeForecasts.Of() with { Basis = ForecastBasis.Unknown, Duration = null, Estimates = ["What comes from Kafka is not known before: it is not counted."] }];
        var page = Open();

        Assert.Equal("Send whatever requests come, also those that may change things to staging:9000", page.Find(".confirmation").TextContent.Trim());
        Assert.Equal("Sends what comes to staging:9000 (10.0.0.5).", page.Find(".blast").TextContent);
        Assert.Contains("What comes from Kafka", page.Find(".summary").TextContent, StringComparison.Ordinal);
        Assert.True(Start(page).HasAttribute("disabled"));
    }

    [Fact]
    public void FirstRequests_AreShownAsSentAsChangedAndAsBytes()
    {
        var page = Open();

        Assert.Equal(3, page.FindAll(".first-requests li").Count);
        Assert.Equal("GET /orders/0 HTTP/1.1\nHost: staging:9000\n\n", page.Find(".first-requests pre").TextContent);
        Assert.Contains("+1,000 ms", page.FindAll(".first-requests summary")[1].TextContent, StringComparison.Ordinal);
        View(page, "Changes");
        Assert.Contains("Host: shop.example", page.Find(".first-requests .del").TextContent, StringComparison.Ordinal);
        View(page, "Hex");
        Assert.StartsWith("0000  47 45 54", page.Find(".first-requests .hex").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstRequests_WithoutAny_SayWhy()
    {
        Forecasts.Forecasts = [FakeForecasts.Of() with { Requests = 14_000, Filtered = 14_000 }];
        Assert.Contains("The rules leave out all 14,000 requests.", Open().Find(".first-requests").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_OfTheReading_IsSaidAndCanBeTriedAgain()
    {
        Forecasts.Failure = new IOException("The file is gone.");
        var page = Open();

        Assert.Contains("The file is gone.", page.Find(".first-requests [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.True(Start(page).HasAttribute("disabled"));
        Forecasts.Failure = null;
        page.FindAll(".first-requests button").Single(button => button.TextContent.Contains("Try again", StringComparison.Ordinal)).Click();
        Assert.Equal(3, page.FindAll(".first-requests li").Count);
    }

    [Fact]
    public void Missing_EachReason_LeadsToItsField()
    {
        var page = Open(target: "");

        page.FindAll("#missing button").Single(reason => reason.TextContent.Contains("Name the server", StringComparison.Ordinal)).Click();

        Assert.Equal("outputs-0-url", Assert.Single(Context.JSInterop.Invocations["tapedeck.reach"]).Arguments[0]);
    }

    private static IElement Start(IRenderedComponent<NewReplayPage> page) => page.FindAll("button").Single(button => button.TextContent.Trim() == "Start replay");

    private static void View(IRenderedComponent<NewReplayPage> page, string name) => page.FindAll(".first-requests .seg button").Single(button => button.TextContent == name).Click();

    /// <summary>Something in the form is changed, and then other requests would be sent.</summary>
    private void Change(IRenderedComponent<NewReplayPage> page, ReplayForecast forecast)
    {
        Forecasts.Forecasts = [forecast];
        page.Find("#outputs-0-connections").Change($"{10 + Forecasts.Plans.Count}");
    }

    private IRenderedComponent<NewReplayPage> Open(string target = "http://staging:9000")
    {
        Navigation.NavigateTo("/replays/new?recording=evening");
        var page = Context.Render<NewReplayPage>();
        page.Find("#outputs-0-url").Change(target);
        return page;
    }
}
