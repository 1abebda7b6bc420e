using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Tests.Replay;

/// <summary>HTTP_PROXY, HTTPS_PROXY and NO_PROXY (spec §5.2).</summary>
public class ProxyRulesTests
{
    [Theory]
    [InlineData("HTTP_PROXY", "http://proxy:3128", "staging.com", 80, false, "proxy:3128")]
    [InlineData("http_proxy", "proxy:3128", "staging.com", 80, false, "proxy:3128")]
    [InlineData("HTTP_PROXY", "http://u:p@proxy", "staging.com", 80, false, "proxy:80")]
    [InlineData("HTTPS_PROXY", "http://proxy:3128", "staging.com", 80, false, null)]
    [InlineData("HTTPS_PROXY", "http://proxy:3128", "staging.com", 443, true, "proxy:3128")]
    [InlineData("HTTP_PROXY", " ", "staging.com", 80, false, null)]
    [InlineData("HTTP_PROXY", "http://proxy:3128", "localhost", 80, false, null)]
    [InlineData("HTTP_PROXY", "http://proxy:3128", "127.8.0.1", 80, false, null)]
    [InlineData("HTTP_PROXY", "http://proxy:3128", "::1", 80, false, null)]
    public void Find_VariableSet_LeadsThroughTheProxyOrNot(string name, string value, string host, int port, bool isTls, string? proxy) =>
        Assert.Equal(proxy, Find(new() { [name] = value }, host, port, isTls)?.ToString());

    [Theory]
    [InlineData("*", "a.test", 80, true)]
    [InlineData("a.test", "a.test", 80, true)]
    [InlineData("a.test", "b.a.test", 80, true)]
    [InlineData("a.test", "ba.test", 80, false)]
    [InlineData(".a.test", "b.a.test", 80, true)]
    [InlineData(".a.test", "a.test", 80, false)]
    [InlineData("A.Test", "a.tesT", 80, true)]
    [InlineData("x, a.test:81 ,y", "a.test", 81, true)]
    [InlineData("a.test:81", "a.test", 80, false)]
    [InlineData("10.1.0.0/16", "10.1.2.3", 80, true)]
    [InlineData("10.1.0.0/16", "10.2.2.3", 80, false)]
    [InlineData("10.1.2.3", "10.1.2.3", 80, true)]
    [InlineData("10.1.2.3:8080", "10.1.2.3", 80, false)]
    [InlineData("fd00::/8", "fd00::5", 80, true)]
    [InlineData("[fd00::5]:80", "fd00::5", 80, true)]
    [InlineData("fd00::5", "fd00::5", 80, true)]
    [InlineData("", "a.test", 80, false)]
    public void Find_HostListedAsException_IsReachedDirectly(string exceptions, string host, int port, bool direct) =>
        Assert.Equal(direct, Find(new() { ["HTTP_PROXY"] = "proxy:1", ["NO_PROXY"] = exceptions }, host, port, false) is null);

    [Theory]
    [InlineData("socks5://proxy:1080")]
    [InlineData("https://proxy")]
    [InlineData("http://")]
    public void Find_ProxyThatCannotBeUsed_IsAFaultThatNamesTheVariable(string value)
    {
        var rules = ProxyRules.From(name => name == "HTTPS_PROXY" ? value : null);
        Assert.False(rules.TryFind("a.test", 443, true, out _, out var fault));
        Assert.Contains("HTTPS_PROXY", fault, StringComparison.Ordinal);
        Assert.True(rules.TryFind("a.test", 80, false, out _, out _));
    }

    private static ProxyServer? Find(Dictionary<string, string> variables, string host, int port, bool isTls)
    {
        Assert.True(ProxyRules.From(name => variables.GetValueOrDefault(name)).TryFind(host, port, isTls, out var proxy, out var fault), fault);
        return proxy;
    }
}
