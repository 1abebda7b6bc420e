using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Tests.Relay;

public class HostPortTests
{
    [Theory]
    [InlineData(":28020", "", 28020)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("example.test:65535", "example.test", 65535)]
    [InlineData("[::1]:80", "::1", 80)]
    public void TryParse_Address_GivesItsParts(string text, string host, int port)
    {
        Assert.True(HostPort.TryParse(text, out var address));
        Assert.Equal(new HostPort(host, port), address);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("28020")]
    [InlineData("host")]
    [InlineData("host:")]
    [InlineData("host:http")]
    [InlineData("host:-1")]
    [InlineData("host:65536")]
    [InlineData("::1:80")]
    [InlineData("[host]:80")]
    [InlineData("http://host:80")]
    [InlineData("user@host:80")]
    public void TryParse_NoAddress_Refuses(string? text) => Assert.False(HostPort.TryParse(text, out _));
}
