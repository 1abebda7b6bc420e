using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Tests.Http;

public sealed class RequestCheckTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("GET http://shop/a HTTP/1.1")]
    [InlineData("CONNECT shop:443 HTTP/1.1")]
    [InlineData("OPTIONS * HTTP/1.1")]
    public void WhyInvalid_LineThatServersTake_IsNothing(string line) => Assert.Null(Check(line));

    [Theory]
    [InlineData("GET  HTTP/1.1")]
    [InlineData("GET HTTP/1.1")]
    [InlineData("GET /a b HTTP/1.1")]
    [InlineData("GET a HTTP/1.1")]
    [InlineData("GET /")]
    [InlineData("GET ")]
    [InlineData(" / HTTP/1.1")]
    [InlineData("  ")]
    [InlineData("GET")]
    public void WhyInvalid_LineThatServersRefuse_SaysWhy(string line) => Assert.NotNull(Check(line));

    private static string? Check(string line) => RequestCheck.WhyInvalid(Encoding.Latin1.GetBytes($"{line}\r\nHost: shop\r\n\r\n"));
}
