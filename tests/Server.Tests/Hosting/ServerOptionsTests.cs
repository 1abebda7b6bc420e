using Microsoft.Extensions.Configuration;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Tests.Hosting;

public sealed class ServerOptionsTests
{
    [Fact]
    public void Read_NothingConfigured_ListensOnLoopbackOnly() => Assert.Equal("http://127.0.0.1:5080", Read().Urls);

    [Theory]
    [InlineData("TapeDeck:Urls", "ftp://x:1")]
    [InlineData("TapeDeck:Urls", " ")]
    [InlineData("TapeDeck:Urls", "127.0.0.1:5080")]
    [InlineData("TapeDeck:Urls", "http://127.0.0.1:80000")]
    [InlineData("TapeDeck:Urls", "http://127.0.0.1:-1")]
    [InlineData("TapeDeck:Urls", "http://127.0.0.1:5080/path")]
    [InlineData("TapeDeck:Urls", "http://localhots:5080")]
    [InlineData("TapeDeck:Urls", "http://127.0.0.1:5080;http://300.0.0.1:5080")]
    [InlineData("TapeDeck:Hosts:0", "http://name/")]
    [InlineData("TapeDeck:DataDirectory", " ")]
    [InlineData("TapeDeck:MaxUploadBytes", "0")]
    [InlineData("TapeDeck:AllowedTargets:0", " ")]
    [InlineData("TapeDeck:FileRoots:0", "records")]
    [InlineData("TapeDeck:FileRoots:0", "")]
    [InlineData("TapeDeck:AllowMiddleware", "perhaps")]
    [InlineData("TapeDeck:Url", "http://127.0.0.1:1")]
    [InlineData("TapeDeck:MaxUploadBytes", "many")]
    public void Read_WrongValue_NamesTheKey(string key, string value)
    {
        var fault = Assert.Throws<StartupException>(() => Read((key, value)));
        Assert.Contains(key.Split(':')[1], fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://0.0.0.0:0; http://[::1]:5080")]
    [InlineData("https://192.168.1.5:443")]
    public void Read_AddressesOfThisMachine_AreTaken(string urls) => Assert.Equal(urls, Read(("TapeDeck:Urls", urls)).Urls);

    [Fact]
    public void Read_TwoWrongValues_NamesBoth()
    {
        var fault = Assert.Throws<StartupException>(() => Read(("TapeDeck:Urls", "x"), ("TapeDeck:MaxUploadBytes", "-1")));
        Assert.Contains("Urls", fault.Message, StringComparison.Ordinal);
        Assert.Contains("MaxUploadBytes", fault.Message, StringComparison.Ordinal);
    }

    private static ServerOptions Read(params (string Key, string Value)[] settings) => ServerOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
