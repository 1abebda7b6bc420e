using System.Net.Sockets;
using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

/// <summary>Replays through a proxy (spec §5.2). The target's name exists nowhere but at the proxy.</summary>
public class HttpProxyTests
{
    private readonly HttpReplay _replay = new();

    [Fact]
    public async Task Write_PlainTarget_IsAskedOfTheProxyInAbsoluteForm()
    {
        await using var proxy = ScriptedTarget.Plain();
        Through($"http://me:secret@{proxy.Address}");
        await _replay.RunAsync(
            new HttpOutputPlan { Url = "http://staging.test:8080/base", Connections = 1 },
            HttpReplay.Request("GET /a%zz?b HTTP/1.1\r\nHost: a\r\nProxy-Authorization: Basic old\r\nX: 1\r\n\r\n"),
            HttpReplay.Request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"));
        Assert.Equal(
            [
                "GET http://staging.test:8080/base/a%zz?b HTTP/1.1\r\nHost: staging.test:8080\r\nX: 1\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n",
                "OPTIONS http://staging.test:8080 HTTP/1.1\r\nHost: staging.test:8080\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n",
            ],
            proxy.Requests.Select(Encoding.Latin1.GetString));
        Assert.Equal((2, 1), (_replay.Account.Snapshot().Delivered, proxy.Connections));
    }

    [Fact]
    public async Task Write_RedirectThroughTheProxy_IsAskedOfTheProxyToo()
    {
        var asked = 0;
        await using var proxy = new ScriptedTarget((connection, _) => connection.SendAsync(
            Interlocked.Increment(ref asked) == 1 ? "HTTP/1.1 302 Found\r\nLocation: sibling\r\nContent-Length: 0\r\n\r\n"
            : asked == 2 ? "HTTP/1.1 302 Found\r\nLocation: http://other.test/there\r\nContent-Length: 0\r\n\r\n"
            : HttpReplay.Ok));
        Through($"http://me:secret@{proxy.Address}");
        await _replay.RunAsync(new HttpOutputPlan { Url = "staging.test", Redirects = 5 }, Records.Request(0, "/dir/from"));
        Assert.Equal(
            ["GET http://staging.test/dir/from HTTP/1.1", "GET http://staging.test/dir/sibling HTTP/1.1", "GET http://other.test/there HTTP/1.1"], proxy.RequestLines);
        Assert.All(proxy.Requests, request => Assert.Single(Lines(request), line => line == "Proxy-Authorization: Basic bWU6c2VjcmV0"));
    }

    [Fact]
    public async Task Write_TlsTarget_GoesThroughATunnel()
    {
        using var certificate = HttpReplay.NewCertificate();
        await using var target = new ScriptedTarget((connection, _) => connection.SendAsync(HttpReplay.Ok), certificate);
        await using var proxy = new ScriptedTarget((connection, _) => TunnelAsync(connection, target.Port));
        Through($"http://me:secret@{proxy.Address}");
        await _replay.RunAsync(new HttpOutputPlan { Url = "https://staging.test", SkipVerify = true, Connections = 1 }, Records.Requests(3));
        Assert.Equal(3, _replay.Account.Snapshot().Delivered);
        Assert.Equal(
            "CONNECT staging.test:443 HTTP/1.1\r\nHost: staging.test:443\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n",
            Encoding.Latin1.GetString(Assert.Single(proxy.Requests)));
        Assert.Equal("GET /0 HTTP/1.1\r\nHost: staging.test\r\n\r\n", Encoding.Latin1.GetString(target.Requests.First()));
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", LedgerReason.Unreachable, "407")]
    [InlineData("SSH-2.0-x\r\n", LedgerReason.InvalidResponse, "did not answer in HTTP/1")]
    public async Task Write_ProxyRefusesTheTunnel_IsAFailureThatSaysSo(string answer, LedgerReason reason, string words)
    {
        await using var proxy = new ScriptedTarget((connection, _) => connection.SendAsync(answer));
        Through(proxy.Address);
        await _replay.RunAsync(new HttpOutputPlan { Url = "https://staging.test" }, Records.Request(0));
        var result = Assert.Single(_replay.Results.InOrder);
        Assert.Equal(reason, result.Failure);
        Assert.Contains(words, result.FailureDetail, StringComparison.Ordinal);
        Assert.Contains($"staging.test through the proxy {proxy.Address}", result.FailureDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ProxyDown_IsRefused()
    {
        Through($"127.0.0.1:{FreePort.Next()}");
        var progress = await _replay.RunAsync(new HttpOutputPlan { Url = "staging.test" }, Records.Request(0));
        Assert.Equal(1, progress.ByFailure[LedgerReason.Refused]);
    }

    [Fact]
    public async Task Write_ProxyInFrontOfAGuardedAddress_IsNotAsked()
    {
        await using var proxy = ScriptedTarget.Plain();
        Through(proxy.Address);
        _replay.Options = _replay.Options with { TargetCheck = new NoMetadata() };
        var progress = await _replay.RunAsync(new HttpOutputPlan { Url = "http://169.254.169.254/" }, Records.Request(0));
        Assert.Equal(1, progress.ByFailure[LedgerReason.Forbidden]);
        Assert.Equal(0, proxy.Connections);
    }

    [Fact]
    public void Open_ProxyThatCannotBeUsed_IsAFaultOfTheUrl()
    {
        Through("socks5://x");
        var fault = Assert.Single(Assert.Throws<PlanException>(() => _replay.Open(new HttpOutputPlan { Url = "staging.test" })).Faults);
        Assert.Equal("/url", fault.Path);
    }

    private static string[] Lines(byte[] request) => Encoding.Latin1.GetString(request).Split("\r\n");

    private static async Task TunnelAsync(ScriptedConnection connection, int port)
    {
        using var target = new TcpClient();
        await target.ConnectAsync("127.0.0.1", port);
        await connection.SendAsync("HTTP/1.1 200 Connection established\r\n\r\n");
        var stream = target.GetStream();
        var back = stream.CopyToAsync(connection.Stream);
        await connection.Stream.CopyToAsync(stream);
        target.Close();
        await back.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private void Through(string proxy) =>
        _replay.Options = _replay.Options with { Proxies = ProxyRules.From(name => name is "HTTP_PROXY" or "HTTPS_PROXY" ? proxy : null) };

    private sealed class NoMetadata : ITargetCheck
    {
        public string? Objection(string host, int port, System.Net.IPAddress address) =>
            address.ToString().StartsWith("169.254", StringComparison.Ordinal) ? "No." : null;
    }
}
