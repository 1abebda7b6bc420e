using TapeDeck.Client.Pages.Captures;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Http;
using TapeDeck.TestKit;

namespace TapeDeck.Client.Tests.Pages;

public sealed class ShownExchangesTests
{
    [Fact]
    public void Keep_LargeBodies_LetsTheOldestGo()
    {
        var shown = new ShownExchanges(number => Large((int)number));

        shown.Keep([Large(3).Summary, Large(2).Summary, Large(1).Summary]);

        Assert.Null(shown.Find(1));
        Assert.NotNull(shown.Find(2));
        Assert.NotNull(shown.Find(3));
    }

    [Fact]
    public void Keep_AnswerCameLater_HasIt()
    {
        var (request, response) = (Records.Request(1), Records.Response(1));
        var now = new ExchangeContent(ExchangeSummarizer.Summarize(1, request, null), request, null);
        var shown = new ShownExchanges(_ => now);
        shown.Keep([now.Summary]);

        now = new ExchangeContent(ExchangeSummarizer.Summarize(1, request, response), request, response);
        shown.Keep([now.Summary]);

        Assert.Same(response, shown.Find(1)?.Response);
    }

    private static ExchangeContent Large(int number)
    {
        var (request, response) = (Records.Request(number), Records.Response(number, body: new string('x', 900_000)));
        return new ExchangeContent(ExchangeSummarizer.Summarize(number, request, response), request, response);
    }
}
