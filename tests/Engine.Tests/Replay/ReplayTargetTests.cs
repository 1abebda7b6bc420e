using System.Text;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Tests.Replay;

public class ReplayTargetTests
{
    [Theory]
    [InlineData("http://h:8080", "h", 8080, false, "h:8080", "")]
    [InlineData("staging.com", "staging.com", 80, false, "staging.com", "")]
    [InlineData("localhost:8080", "localhost", 8080, false, "localhost:8080", "")]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8080, false, "127.0.0.1:8080", "")]
    [InlineData("https://h", "h", 443, true, "h", "")]
    [InlineData("https://h:80", "h", 80, true, "h:80", "")]
    [InlineData("http://[::1]:9000/", "::1", 9000, false, "[::1]:9000", "")]
    [InlineData("http://h/base", "h", 80, false, "h", "/base")]
    [InlineData(" HTTP://H/base/v1/ ", "h", 80, false, "h", "/base/v1")]
    public void TryParse_Target_IsTakenApart(string url, string host, int port, bool isTls, string hostHeader, string prefix)
    {
        Assert.True(ReplayTarget.TryParse(url, out var target, out var fault));
        Assert.Null(fault);
        Assert.Equal((host, port, isTls), (target.Host, target.Port, target.IsTls));
        Assert.Equal(hostHeader, target.ToString());
        Assert.Equal(prefix, Encoding.ASCII.GetString(target.PathPrefix.Span));
        Assert.True(target.Authorization.IsEmpty);
    }

    [Theory]
    [InlineData("http://u:p@h", "Basic dTpw")]
    [InlineData("u:p%40ss@h:8080", "Basic dTpwQHNz")]
    [InlineData("http://u@h", "Basic dQ==")]
    public void TryParse_UserInfo_BecomesBasicAuthorizationAndIsNeverShown(string url, string authorization)
    {
        Assert.True(ReplayTarget.TryParse(url, out var target, out _));
        Assert.Equal(authorization, Encoding.ASCII.GetString(target.Authorization.Span));
        Assert.StartsWith("h", target.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("  ", "missing")]
    [InlineData("http://", "no URL")]
    [InlineData("http://h:99999", "no URL")]
    [InlineData("h|10", "no URL")]
    [InlineData("ftp://h", "scheme ftp")]
    [InlineData("http://h:0", "Port 0")]
    [InlineData("http://h/?x=1", "query")]
    public void TryParse_Nonsense_IsAFaultOfTheUrl(string? url, string word)
    {
        Assert.False(ReplayTarget.TryParse(url, out _, out var fault));
        Assert.Equal("/url", fault.Path);
        Assert.Contains(word, fault.Message, StringComparison.Ordinal);
    }
}
