using TapeDeck.Client.Forms;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Client.Tests.Forms;

public sealed class ForecastWordsTests
{
    private static readonly ReplayForecast s_forecast = FakeForecasts.Of(("GET", 9_000), ("POST", 800), ("PROPFIND", 1));

    [Theory]
    [InlineData("200%", "Sends 9,801 requests to staging:9000 (10.0.0.5) within 3 min 37 s.")]
    [InlineData("10/s", "Sends 9,801 requests to staging:9000 (10.0.0.5) at 10/s within 3 min 37 s.")]
    [InlineData("max", "Sends 9,801 requests to staging:9000 (10.0.0.5) as fast as it answers.")]
    public void Of_AForecast_SaysHowManyWhereAndHowLong(string speed, string sentence) => Assert.Equal([sentence], ForecastWords.Of(Draft(speed), s_forecast));

    [Fact]
    public void Of_WhatIsLeftOutAndLimited_SaysSo()
    {
        var draft = Draft("100%");
        draft.Options.Set(draft.Options.Kind.Fields.Single(field => field.Path == "limits/stopAfter"), "30s");
        var target = s_forecast.Targets[0] with { Addresses = ["10.0.0.5", "10.0.0.6", "10.0.0.7"], Proxy = "proxy:3128", Unsendable = new Dictionary<LedgerReason, long> { [LedgerReason.TooLarge] = 2 } };
        Assert.Equal(
            [
                "Sends 9,801 requests again and again to staging:9000 (10.0.0.5 and 2 more) through the proxy proxy:3128 within 3 min 37 s each time.",
                "The rules leave out 197 of 10,000 requests.",
                "2 cannot be sent: Larger than the size limit.",
                "Stops after 30s.",
                "Redirects are followed.",
            ],
            ForecastWords.Of(draft, s_forecast with { Requests = 10_000, Filtered = 197, Repeats = true, Targets = [target], Estimates = ["Redirects are followed."] }));
    }

    [Fact]
    public void Of_AnAddressAsTarget_IsNotSaidTwice() =>
        Assert.Equal(["Sends 9,801 requests to 10.0.0.5:80 within 3 min 37 s."], ForecastWords.Of(Draft("100%"), s_forecast with { Targets = [s_forecast.Targets[0] with { Server = "10.0.0.5:80" }] }));

    [Fact]
    public void Methods_OfAll_AreThoseThatAreNotKnownToBeHarmless() => Assert.Equal("800 POST, 1 PROPFIND", ForecastWords.Methods(s_forecast));

    private static PlanDraft Draft(string speed)
    {
        var draft = PlanDraft.NewReplay("a");
        draft.Inputs[0].Set(draft.Inputs[0].Kind.Fields.Single(field => field.Path == "speed"), speed);
        draft.Outputs[0].Set(draft.Outputs[0].Kind.Fields.Single(field => field.Path == "url"), "http://staging:9000");
        return draft;
    }
}
