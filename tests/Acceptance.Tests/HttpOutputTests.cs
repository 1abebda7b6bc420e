using System.Text;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table D: which requests arrive at a target, byte for byte (spec §13, 67–79).</summary>
public sealed class HttpOutputTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check067_LiveCopy_HasTheSameMethodTargetAndBody()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var target = ScriptedTarget.Plain();
        await using var capture = await _place.CaptureAsync("--input-raw", $":{site.Port}", "--output-http", target.Address);
        var body = Encoding.Latin1.GetString([.. Enumerable.Range(1, 255).Select(i => (byte)i)]);
        await File.WriteAllBytesAsync(_place.PathOf("in.body"), Encoding.Latin1.GetBytes(body), TestContext.Current.CancellationToken);
        foreach (string[] arguments in new[] { ["/get?a=1&b=%20"], ["--request", "PATCH", "--data-binary", $"@{_place.PathOf("in.body")}", "/p"], new[] { "--request", "DELETE", "/d" } })
        {
            await ToolProcess.RunAsync("curl", ["--silent", .. arguments[..^1], $"http://127.0.0.1:{site.Port}{arguments[^1]}"]);
        }

        await capture.WaitUntilAsync(() => target.Requests.Count == 3, "the copies");
        (await Workplace.StopAsync(capture)).Succeeded();
        Assert.Equal(["DELETE /d HTTP/1.1", "GET /get?a=1&b=%20 HTTP/1.1", "PATCH /p HTTP/1.1"], target.RequestLines.Order(StringComparer.Ordinal));
        Assert.EndsWith("\r\n\r\n" + body, Texts(target).Single(request => request.StartsWith("PATCH", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:PORT")]
    [InlineData("http://localhost:PORT")]
    [InlineData("127.0.0.1:PORT")]
    [InlineData("localhost:PORT")]
    public async Task Check068_EveryFormOfAddress_IsReached(string address)
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Gets(2, 0));
        (await _place.RunAsync("--input-file", "in.gor", "--output-http", address.Replace("PORT", $"{target.Port}", StringComparison.Ordinal))).Succeeded();
        Assert.Equal(2, target.Requests.Count);
    }

    [Fact]
    public async Task Check068_NameWithoutScheme_IsReachedByHttp()
    {
        await using var proxy = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Get(1, 0));
        var outcome = await _place.ShellAsync($"export HTTP_PROXY=http://{proxy.Address}; tapedeck --input-file in.gor --output-http staging.com");
        Assert.Equal(1, outcome.Succeeded().Count("output 1", 1));
        Assert.Equal(["GET http://staging.com/1 HTTP/1.1"], proxy.RequestLines);
    }

    [Theory]
    [InlineData("", "Host: TARGET")]
    [InlineData("--http-original-host", "Host: origin.test")]
    [InlineData("--http-set-header Host:x", "Host: x")] // 70
    [InlineData("--http-set-header host:x", "Host: x")]
    [InlineData("--http-set-header HOST:x", "Host: x")]
    [InlineData("--http-rewrite-header Host:origin,new", "Host: new.test")] // 71
    public async Task Check069And070And071_Host_IsTheTargetsUnlessToldOtherwise(string options, string host)
    {
        await using var target = ScriptedTarget.Plain();
        var request = await ReplayAsync(target, GorRecord.Get(1, 0), options);
        Assert.Equal($"GET /1 HTTP/1.1\r\n{host}\r\n\r\n".Replace("TARGET", target.Address, StringComparison.Ordinal), request, ignoreCase: true);
    }

    [Theory]
    [InlineData("/base", "/a?x=1", "/base/a?x=1")]
    [InlineData("/base/", "/a?x=1", "/base/a?x=1")]
    [InlineData("/", "/a?x=1", "/a?x=1")]
    [InlineData("", "/a%zz", "/a%zz")] // 74
    [InlineData("", "/a|b", "/a|b")]
    [InlineData("", "//x", "//x")]
    [InlineData("", "/%2F", "/%2F")]
    [InlineData("", "*", "*")]
    [InlineData("", "http://origin.test/abs?y", "/abs?y")]
    public async Task Check072And074_Target_GetsThePrefixAndNothingElse(string prefix, string recorded, string sent)
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Of('1', 1, 0, $"OPTIONS {recorded} HTTP/1.1\r\nHost: h\r\n\r\n"));
        (await _place.RunAsync("--input-file", "in.gor", "--output-http", $"http://{target.Address}{prefix}")).Succeeded();
        Assert.Equal([$"OPTIONS {sent} HTTP/1.1"], target.RequestLines);
    }

    [Theory]
    [InlineData("Host: h\r\n")]
    [InlineData("Host: h\r\nauthorization: Basic b2xkOm9sZA==\r\n")]
    public async Task Check073_UserOfTheTarget_IsTheAuthorization(string headers)
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Get(1, 0, headers: headers));
        (await _place.RunAsync("--input-file", "in.gor", "--output-http", $"http://u:p@{target.Address}")).Succeeded();
        var lines = Assert.Single(Texts(target)).Split("\r\n").Where(line => line.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("Authorization: Basic dTpw", Assert.Single(lines), ignoreCase: true);
    }

    [Fact]
    public async Task Check075_Headers_ArriveAsRecordedAndNothingIsAdded()
    {
        const string Headers = "x-LOWER-Case: 1\r\nCookie: b=2\r\nHost: h\r\nX-Dup: first\r\nAccept:*/*\r\nx-dup:  second \r\nX-Dup: first\r\nX-Empty:\r\n";
        await using var target = ScriptedTarget.Plain();
        Assert.Equal($"GET /1 HTTP/1.1\r\n{Headers}\r\n", await ReplayAsync(target, GorRecord.Get(1, 0, headers: Headers), "--http-original-host"));
    }

    [Fact]
    public async Task Check077_ConnectionCloseInTheRecording_DoesNotCloseOurs()
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", Enumerable.Range(0, 50).Select(i => GorRecord.Get(i, 0, headers: "Host: h\r\nConnection: close\r\n")));
        (await _place.RunAsync("--input-file", "in.gor", "--output-http", target.Address, "--output-http-workers", "1")).Succeeded();
        Assert.Equal((50, 1), (target.Requests.Count, target.Connections));
        Assert.DoesNotContain(Texts(target), request => request.Contains("Connection:", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Check078_ChunkedBody_ArrivesInTheSameChunks()
    {
        const string Request = "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nab\r\nc\r\n1\r\nx\r\n0\r\nX-Trailer: t\r\n\r\n";
        await using var target = ScriptedTarget.Plain();
        Assert.Equal(Request, await ReplayAsync(target, GorRecord.Of('1', 1, 0, Request), "--http-original-host"));
    }

    [Fact]
    public async Task Check079_BodyShorterThanDeclared_IsNotSentButCounted()
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write(
            "in.gor",
            GorRecord.Of('1', 1, 0, "POST /short HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"),
            GorRecord.Get(2, 1),
            GorRecord.Of('1', 3, 2, "POST /long HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcdef"));
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-http", target.Address, "--output-http-workers", "1")).Succeeded();
        Assert.Equal(["GET /2 HTTP/1.1", "POST /long HTTP/1.1"], target.RequestLines);
        Assert.EndsWith("\r\n\r\nabc", Texts(target).Last(), StringComparison.Ordinal);
        Assert.Equal((2, 1), (outcome.Count("output 1", 1), outcome.Count("output 1", 3)));
        Assert.Contains("incomplete 1", outcome.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Texts(ScriptedTarget target) => target.Requests.Select(Encoding.Latin1.GetString);

    private async Task<string> ReplayAsync(ScriptedTarget target, GorRecord record, string options)
    {
        _place.Write("in.gor", record);
        (await _place.RunAsync(["--input-file", "in.gor", "--output-http", target.Address, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).Succeeded();
        return Assert.Single(Texts(target));
    }
}
