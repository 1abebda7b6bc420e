using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

/// <summary>What an HTTP output does with redirects (spec §5.5).</summary>
public class HttpRedirectTests
{
    private readonly HttpReplay _replay = new();

    [Theory]
    [InlineData(0, 302, 1)]
    [InlineData(1, 302, 2)]
    [InlineData(2, 302, 3)]
    [InlineData(3, 200, 4)]
    [InlineData(9, 200, 4)]
    public async Task Write_TargetRedirectsThreeTimes_IsFollowedAsOftenAsAllowed(int allowed, int status, int requests) // spec §13 check 82
    {
        await using var target = Chain();
        await _replay.RunAsync(new HttpOutputPlan { Url = target.Address, Connections = 1, Redirects = allowed }, Records.Request(0, "/0"));
        Assert.Equal((status, null), (Only.Status, Only.Failure));
        Assert.Equal(Enumerable.Range(0, requests).Select(i => $"GET /{i} HTTP/1.1"), target.RequestLines);
        Assert.Equal(1, target.Connections);
        Assert.Equal(1, _replay.Account.Snapshot().Delivered);
    }

    [Fact]
    public async Task Write_RealServersRedirect_IsFollowed()
    {
        await using var nginx = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await _replay.RunAsync(new HttpOutputPlan { Url = nginx.Url.ToString(), Redirects = 1 }, Records.Request(0, "/status/302"));
        Assert.Equal(200, Only.Status);
        Assert.Equal(["GET /status/302 302", "GET / 200"], (await nginx.RequestsAsync(2)).Select(line => line[..line.LastIndexOf(' ')]));
    }

    [Theory]
    [InlineData(301, "POST", "GET /to HTTP/1.1\r\nHost: {t}\r\nX: 1\r\n\r\n")]
    [InlineData(302, "PUT", "GET /to HTTP/1.1\r\nHost: {t}\r\nX: 1\r\n\r\n")]
    [InlineData(303, "HEAD", "HEAD /to HTTP/1.1\r\nHost: {t}\r\nX: 1\r\n\r\n")]
    [InlineData(307, "POST", "POST /to HTTP/1.1\r\nHost: {t}\r\nContent-Type: a\r\nX: 1\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(308, "PATCH", "PATCH /to HTTP/1.1\r\nHost: {t}\r\nContent-Type: a\r\nX: 1\r\nContent-Length: 4\r\n\r\nbody")]
    public async Task Write_RedirectOfAKind_KeepsOrDropsMethodAndBody(int status, string method, string second)
    {
        await using var target = Redirecting(status, "/to");
        await _replay.RunAsync(
            new HttpOutputPlan { Url = target.Address, Redirects = 3 },
            HttpReplay.Request($"{method} /from HTTP/1.1\r\nHost: a\r\nContent-Type: a\r\nX: 1\r\nContent-Length: 4\r\n\r\nbody"));
        Assert.Equal(second.Replace("{t}", target.Address, StringComparison.Ordinal), Encoding.Latin1.GetString(target.Requests.Last()));
        Assert.Equal(200, Only.Status);
    }

    [Theory]
    [InlineData("/abs?x=1#part", "/abs?x=1")]
    [InlineData("sibling", "/base/dir/sibling")]
    [InlineData("../up", "/base/up")]
    [InlineData("?q", "/base/dir/from?q")]
    [InlineData("http://{t}/whole", "/whole")]
    [InlineData("//{t}/scheme", "/scheme")]
    [InlineData("/caf\u00C3\u00A9", "/caf%C3%A9")]
    public async Task Write_LocationOfAForm_IsResolvedAgainstWhatWasSent(string location, string path)
    {
        await using var target = Redirecting(302, location);
        await _replay.RunAsync(new HttpOutputPlan { Url = $"{target.Address}/base/", Redirects = 1 }, Records.Request(0, "/dir/from"));
        Assert.Equal(["GET /base/dir/from HTTP/1.1", $"GET {path} HTTP/1.1"], target.RequestLines);
    }

    [Fact]
    public async Task Write_RedirectToAnotherServer_TellsItNoSecrets()
    {
        await using var other = ScriptedTarget.Plain();
        await using var target = Redirecting(307, $"http://{other.Address}/there");
        await _replay.RunAsync(
            new HttpOutputPlan { Url = $"http://u:p@{target.Address}", Redirects = 1 },
            HttpReplay.Request("POST / HTTP/1.1\r\nHost: a\r\nCookie: s=1\r\nAuthorization: Bearer x\r\nX: 1\r\nContent-Length: 2\r\n\r\nhi"));
        Assert.Equal($"POST /there HTTP/1.1\r\nHost: {other.Address}\r\nX: 1\r\nContent-Length: 2\r\n\r\nhi", Encoding.Latin1.GetString(Assert.Single(other.Requests)));
        Assert.Contains("Authorization: Basic dTpw", Encoding.Latin1.GetString(Assert.Single(target.Requests)), StringComparison.Ordinal);
        Assert.Equal(200, Only.Status);
    }

    [Fact]
    public async Task Write_RedirectOnTheSameServer_KeepsCredentials()
    {
        await using var target = Redirecting(302, "/to");
        await _replay.RunAsync(
            new HttpOutputPlan { Url = $"http://u:p@{target.Address}", Redirects = 1 }, HttpReplay.Request("GET / HTTP/1.1\r\nHost: a\r\nCookie: s=1\r\n\r\n"));
        Assert.Equal($"GET /to HTTP/1.1\r\nHost: {target.Address}\r\nCookie: s=1\r\nAuthorization: Basic dTpw\r\n\r\n", Encoding.Latin1.GetString(target.Requests.Last()));
    }

    [Theory]
    [InlineData("http://shop.example/to", 200, 2)]
    [InlineData("https://shop.example/to", 302, 1)]
    [InlineData("http://shop.example:8080/to", 302, 1)]
    public async Task Write_OriginalHostAndARedirectThere_StaysAtTheTargetOrEnds(string location, int status, int requests)
    {
        await using var target = Redirecting(302, location);
        await _replay.RunAsync(
            new HttpOutputPlan { Url = target.Address, OriginalHost = true, Redirects = 5 }, HttpReplay.Request("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n"));
        Assert.Equal((status, null), (Only.Status, Only.Failure));
        Assert.Equal(requests, target.Requests.Count);
        Assert.All(target.Requests, request => Assert.Contains("Host: shop.example\r\n", Encoding.Latin1.GetString(request), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ftp://h/")]
    [InlineData("http://")]
    [InlineData("javascript:alert(1)")]
    [InlineData(null)]
    public async Task Write_RedirectNowhere_IsTheResponse(string? location)
    {
        await using var target = Redirecting(302, location);
        await _replay.RunAsync(new HttpOutputPlan { Url = target.Address, Redirects = 5 }, Records.Request(0));
        Assert.Equal((302, null), (Only.Status, Only.Failure));
        Assert.Single(target.Requests);
    }

    [Fact]
    public async Task Write_RedirectToAGuardedAddress_IsTheResponseAndNothingIsConnected()
    {
        await using var secret = ScriptedTarget.Plain();
        await using var target = Redirecting(302, $"http://localhost:{secret.Port}/metadata");
        _replay.Options = _replay.Options with { TargetCheck = new PortCheck(secret.Port) };
        await _replay.RunAsync(new HttpOutputPlan { Url = target.Address, Redirects = 5 }, Records.Request(0));
        Assert.Equal((302, null), (Only.Status, Only.Failure));
        Assert.Contains("Location", Encoding.Latin1.GetString(Only.Response!.Payload.Span), StringComparison.Ordinal);
        Assert.Equal(0, secret.Connections);
    }

    [Fact]
    public async Task Write_TargetThatTurnsIntoAGuardedAddress_IsForbidden()
    {
        await using var secret = ScriptedTarget.Plain();
        _replay.Options = _replay.Options with { TargetCheck = new PortCheck(secret.Port) };
        var progress = await _replay.RunAsync(new HttpOutputPlan { Url = secret.Address }, Records.Requests(3));
        Assert.Equal(3, progress.ByFailure[LedgerReason.Forbidden]);
        Assert.Contains("not to be reached", Only.FailureDetail, StringComparison.Ordinal);
        Assert.Equal(0, secret.Connections);
    }

    [Fact]
    public async Task Write_RedirectToADeadServer_IsAFailure()
    {
        await using var target = Redirecting(302, $"http://127.0.0.1:{FreePort.Next()}/");
        await _replay.RunAsync(new HttpOutputPlan { Url = target.Address, Redirects = 5 }, Records.Request(0));
        Assert.Equal((LedgerReason.Refused, 0), (Only.Failure!.Value, Only.Status));
    }

    [Fact]
    public async Task Write_EndlessRedirectsOfASlowTarget_EndWithTheTimeout()
    {
        var time = new FakeTimeProvider();
        _replay.Options = _replay.Options with { Time = time };
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            time.Advance(TimeSpan.FromMilliseconds(30));
            await connection.SendAsync("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
        });
        await _replay.RunAsync(new HttpOutputPlan { Url = target.Address, Redirects = 50, Timeout = TimeSpan.FromMilliseconds(300) }, Records.Request(0));
        Assert.Equal(LedgerReason.TimedOut, Only.Failure);
        Assert.Equal(10, target.Requests.Count);
    }

    [Fact]
    public async Task Write_RedirectLongerThanWhatIsKept_IsFollowedAllTheSame()
    {
        await using var target = Redirecting(302, "/to", new string('x', 5000));
        await _replay.RunAsync(new HttpOutputPlan { Url = target.Address, Redirects = 1, ResponseLimitBytes = 10 }, Records.Request(0));
        Assert.Equal(200, Only.Status);
        Assert.Equal((10, RecordFlags.Truncated), (Only.Response!.Payload.Length, Only.Response.Flags));
    }

    private ReplayResult Only => _replay.Results.InOrder[0];

    private static ScriptedTarget Chain() => new((connection, request) =>
    {
        var step = Encoding.Latin1.GetString(request)[5] - '0';
        return connection.SendAsync(step == 3 ? HttpReplay.Ok : $"HTTP/1.1 302 Found\r\nLocation: /{step + 1}\r\nContent-Length: 5\r\n\r\nthere");
    });

    /// <summary>Answers its first request with a redirect and all others with 200.</summary>
    private static ScriptedTarget Redirecting(int status, string? location, string padding = "")
    {
        var asked = 0;
        ScriptedTarget target = null!;
        target = new ScriptedTarget((connection, _) => connection.SendAsync(Interlocked.Increment(ref asked) > 1
            ? HttpReplay.Ok[..^(Encoding.Latin1.GetString(target.Requests.Last()).StartsWith("HEAD", StringComparison.Ordinal) ? 2 : 0)]
            : $"HTTP/1.1 {status} Go\r\nX-Padding: {padding}\r\n{(location is null ? "" : $"Location: {location.Replace("{t}", target.Address, StringComparison.Ordinal)}\r\n")}Content-Length: 0\r\n\r\n"));
        return target;
    }

    private sealed class PortCheck(int port) : ITargetCheck
    {
        public string? Objection(string host, int asked, IPAddress address) => asked == port ? $"{address} is not to be reached." : null;
    }
}
