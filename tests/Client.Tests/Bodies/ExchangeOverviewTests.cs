using System.Text;
using TapeDeck.Client.Bodies;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Tests.Bodies;

public sealed class ExchangeOverviewTests
{
    [Fact]
    public void Overview_OfAWholeExchange_SaysWhatIsKnownOfBothMessages()
    {
        var content = SampleTraffic.Content(SampleTraffic.Summary(Number("/login?next=%2Faccount")));
        var facts = Facts(content);

        Assert.Equal("POST", facts["Request/Method"].Text);
        Assert.Equal(("path", "/login"), (facts["Request/Path"].Field, facts["Request/Path"].Value));
        Assert.Equal("1", facts["Request/Parameters"].Text);
        Assert.Equal("request.header.content-type", facts["Request/Content type"].Field);
        Assert.Equal("See Other", facts["Response/Status"].Text);
        Assert.Equal("2", facts["Response/Cookies set"].Text);
        Assert.StartsWith($"{Format.Size(content.Response!.Payload.Length)}, of which body ", facts["Response/Size"].Text, StringComparison.Ordinal);
        Assert.EndsWith(" to the last byte", facts["Time/Complete"].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Request/Cookies", facts.Keys);
        Assert.DoesNotContain("Request/Recorded", facts.Keys);
    }

    [Fact]
    public void Overview_WithoutAResponse_SaysSoAndFiltersByIt()
    {
        var facts = Facts(SampleTraffic.Content(Summaries().First(summary => summary.Status == 0)));

        Assert.Equal(("No response was recorded", "none"), (facts["Response/Status"].Text, facts["Response/Status"].Value));
        Assert.Single(facts.Keys, key => key.StartsWith("Response/", StringComparison.Ordinal));
        Assert.DoesNotContain("Time/Latency", facts.Keys);
    }

    [Fact]
    public void Overview_OfAResponseAlone_SaysThatTheRequestIsMissing()
    {
        var content = SampleTraffic.Content(0);

        Assert.Equal("The request of this response was not recorded.", Facts(content with { Request = null })["Request/Message"].Text);
    }

    [Fact]
    public void Overview_OfAMessageThatWasCut_SaysSo()
    {
        var content = SampleTraffic.Content(0);

        Assert.StartsWith("Cut at the size limit", Facts(content with { Response = content.Response! with { Flags = RecordFlags.Truncated } })["Response/Recorded"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Conditions_OfEveryFact_FitTheExchangeItself()
    {
        foreach (var content in Enumerable.Range(0, 14).Select(number => SampleTraffic.Content(number)))
        {
            // What the fakes say of sizes and types need not be what their messages hold.
            var summary = content.Summary with { RequestBytes = content.Request!.Payload.Length, ResponseBytes = content.Response?.Payload.Length ?? 0 };
            Assert.All(Facts(content with { Summary = summary }).Values.Where(fact => fact.Field is not null), fact =>
            {
                var condition = $"{fact.Field}{fact.Comparison}{QueryQuotes.Quote(fact.Value!)}";
                Assert.True(TrafficQuery.TryParse(condition, DateTimeOffset.UnixEpoch, out var query, out var fault), fault?.Message);
                Assert.True(query.IsMatch(summary, content.Request, content.Response), condition);
            });
        }
    }

    [Fact]
    public void Path_InUtf8_IsReadAndAskedForAsSuch()
    {
        var wire = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("/café"));
        var summary = SampleTraffic.Summary(0) with { Target = wire };
        var fact = Facts(SampleTraffic.Content(0) with { Summary = summary })["Request/Path"];

        Assert.Equal(("/café", "/café"), (fact.Text, fact.Value));
        Assert.True(TrafficQuery.TryParse($"path={QueryQuotes.Quote(fact.Value!)}", DateTimeOffset.UnixEpoch, out var query, out var fault), fault?.Message);
        Assert.True(query.IsMatch(summary, null, null));
    }

    private static IEnumerable<ExchangeSummary> Summaries() => Enumerable.Range(0, 14).Select(number => SampleTraffic.Summary(number));

    private static long Number(string target) => Summaries().First(summary => summary.Target == target).Number;

    private static Dictionary<string, OverviewFact> Facts(ExchangeContent content) =>
        ExchangeOverview.Of(content, content.Request is { } request ? WireMessage.Request(request) : null, content.Response is { } response ? WireMessage.Response(response) : null, Clock.Utc)
            .SelectMany(group => group.Facts.Select(fact => ($"{group.Title}/{fact.Label}", fact))).ToDictionary();
}
