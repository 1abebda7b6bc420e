using System.Net;
using System.Text;
using TapeDeck.Engine.Http;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Http;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("c0de1f900a00000700000001", "", "10.0.0.7")]
    [InlineData("C0DE1F90DF00FF0100000001", "", "223.0.255.1")]
    [InlineData("c0de1f90e000000100000001", "", "")] // multicast
    [InlineData("c0de1f900000000100000001", "", "")] // ::1
    [InlineData("c0de1f900a000007000000010", "", "")]
    [InlineData("x0de1f900a00000700000001", "", "")]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709", "", "")]
    [InlineData("c0de1f900a00000700000001", "X-Real-IP: 2001:db8::7", "2001:db8::7")]
    [InlineData("c0de1f900a00000700000001", "X-Forwarded-For: 198.51.100.1, 10.0.0.1", "198.51.100.1")]
    [InlineData("a", "X-Forwarded-For: 198.51.100.1\r\nX-Real-IP: 198.51.100.2", "198.51.100.2")]
    public void Client_OfARecord_IsWhatAHeaderSaysElseTheId(string id, string headers, string client) => Assert.Equal(client, ClientOf(Request(id, headers)));

    [Theory]
    [InlineData("::ffff:10.0.0.9", "10.0.0.9")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public void Client_ConnectionKnown_IsItsOtherEnd(string address, string client) => Assert.Equal(
        client,
        ClientOf(Request("c0de1f900a00000700000001", "") with { Connection = new ConnectionEnds(new IPEndPoint(IPAddress.Parse(address), 49374), new IPEndPoint(IPAddress.Loopback, 80)) }));

    [Fact]
    public void Client_OfAResponseAlone_IsThatOfItsId() =>
        Assert.Equal("10.0.0.7", ExchangeSummarizer.Summarize(0, null, Records.Response(1) with { Id = RecordId.From("c0de1f900a00000700000001") }).Client);

    private static string ClientOf(Record request) => ExchangeSummarizer.Summarize(0, request, null).Client;

    private static Record Request(string id, string headers) => Records.Request(1) with
    {
        Id = RecordId.From(id),
        Payload = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\n{headers}\r\n\r\n"),
    };
}
