using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Tests.Http;

public sealed class RequestFactsTests
{
    [Theory]
    [InlineData("GET /a?b HTTP/1.1\r\nHost: one\r\nHost: two\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://proxied/a HTTP/1.1\r\nHost: one\r\n\r\n")]
    [InlineData("GET /redirect?to=http://x/y HTTP/1.1\r\nhost: one\r\n\r\n")]
    [InlineData("CONNECT one:443 HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT one:443 HTTP/1.1\r\nHost: two\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: one\r\n\r\n")]
    [InlineData("GET /nine\nHost: one\n\n")]
    [InlineData("garbage")]
    [InlineData("")]
    public void Facts_OfAnyRequest_AreThoseOfItsView(string text)
    {
        var payload = Encoding.Latin1.GetBytes(text);
        var facts = new RequestFacts(payload);
        var view = new HttpRequestView(payload);
        Assert.Equal(Encoding.Latin1.GetString(view.Method), Encoding.Latin1.GetString(facts.Method));
        Assert.Equal(Encoding.Latin1.GetString(view.Target), Encoding.Latin1.GetString(facts.Target));
        Assert.Equal(Encoding.Latin1.GetString(view.Host), Encoding.Latin1.GetString(facts.Host));
    }
}
