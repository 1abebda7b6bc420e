using System.Diagnostics;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table E: filters and rewrites (spec §13, 91–104).</summary>
public sealed class ModifierTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("--http-allow-url /api", "/api/x,/v1/api,/?r=/api")]
    [InlineData("--http-disallow-url /api", "/index,/apx")]
    [InlineData("--http-allow-url ^/a --http-allow-url ^/v", "/api/x,/v1/api,/apx")]
    public async Task Check091And095_UrlFilters_DecideForRequestAndResponse(string options, string expected)
    {
        string[] targets = ["/api/x", "/index", "/v1/api", "/?r=/api", "/apx"];
        _place.Write("in.gor", targets.SelectMany((target, i) => new[] { GorRecord.Get(i, i, target), GorRecord.Response(i, i) }));
        var records = (await FilterAsync(options.Split(' '))).Records;
        var passed = records.Where(record => record.Kind == '1').ToList();
        Assert.Equal(expected.Split(',').Order(), passed.Select(record => record.FirstLine.Split(' ')[1]).Order());
        Assert.Equal(passed.Select(record => record.Id), records.Where(record => record.Kind == '2').Select(record => record.Id));
    }

    [Theory]
    [InlineData(@"--http-allow-header|api-version:^1\.0\d", "1,5")]
    [InlineData("--http-allow-header|api-version:^1|--http-allow-header|Host:^a", "1")]
    [InlineData("--http-disallow-header|User-Agent: Replayed by Gor", "1,2,3")]
    [InlineData("--http-allow-method|GET|--http-allow-method|OPTIONS", "1,2,3,4,6")]
    [InlineData("--http-basic-auth-filter|^customer[0-9].*", "1,2,3,4,5")]
    [InlineData("--http-header-limiter|user-id: 45%", "1,3,4,5,6")]
    public async Task Check092And093And094And095And101And102_Filters_KeepWhatTheyShould(string options, string expected)
    {
        _place.Write(
            "in.gor",
            GorRecord.Get(1, 1, headers: "Host: a\r\nAPI-Version:  1.05 \r\nuser-id: 1\r\n"),
            GorRecord.Get(2, 2, headers: "Host: b\r\napi-version: 1.0\r\nuser-id: 3\r\n"),
            GorRecord.Get(3, 3, headers: "Host: a\r\n"),
            GorRecord.Get(4, 4, headers: "User-Agent: Replayed by Gor\r\nAuthorization: Basic Y3VzdG9tZXIzOndlbGNvbWU=\r\n"),
            GorRecord.Of('1', 5, 5, "POST / HTTP/1.1\r\nHost: b\r\napi-version: 1.09\r\nUser-Agent: Replayed by Gor\r\nAuthorization: Bearer x\r\nContent-Length: 0\r\n\r\n"),
            GorRecord.Of('1', 6, 6, "OPTIONS * HTTP/1.1\r\nUser-Agent: Replayed by Gor\r\nAuthorization: Basic Ym9iOng=\r\n\r\n"));
        var outcome = await FilterAsync(options.Split('|'));
        Assert.Equal(expected.Split(',').Select(number => $"{int.Parse(number):x24}"), outcome.Records.Select(record => record.Id));
        Assert.Equal(6 - outcome.Records.Count, outcome.Count("records", 2));
    }

    [Theory]
    [InlineData(@"--http-rewrite-url|/v1/user/([^\\/]+)/ping:/v2/user/$1/ping", "/v1/user/joe/ping?a=1", "/v2/user/joe/ping?a=1")]
    [InlineData(@"--http-rewrite-url|/v1/user/([^\\/]+)/ping:/v2/user/$1/ping", "/v1/user/ping", "/v1/user/ping")]
    [InlineData("--http-rewrite-url|/a/(.*):/b/${1}x", "/a/1", "/b/1x")]
    [InlineData("--http-set-param|api_key=1", "/p?api_key=9&b=2", "/p?api_key=1&b=2")]
    [InlineData("--http-set-param|api_key=1", "/p", "/p?api_key=1")]
    [InlineData("--http-set-param|api_key=1", "/p?b=2", "/p?b=2&api_key=1")]
    public async Task Check096And097And098_Target_IsRewritten(string options, string target, string expected)
    {
        _place.Write("in.gor", GorRecord.Get(1, 0, target));
        Assert.Equal($"GET {expected} HTTP/1.1", Assert.Single((await FilterAsync(options.Split('|'))).Records).FirstLine);
    }

    [Fact]
    public async Task Check097_GroupNameThatRunsOn_IsEmptyAndWarnedOf()
    {
        _place.Write("in.gor", GorRecord.Get(1, 0, "/a/1"));
        var outcome = await FilterAsync("--http-rewrite-url", "/a/(.*):/b/$1suffix");
        Assert.Equal("GET /b/ HTTP/1.1", Assert.Single(outcome.Records).FirstLine);
        Assert.Contains("tapedeck: warning: --http-rewrite-url: $1suffix", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--http-header")]
    [InlineData("--http-set-header")]
    public async Task Check099_SetHeader_ReplacesOrInserts(string option)
    {
        _place.Write("in.gor", GorRecord.Get(1, 0, headers: "User-Agent: curl\r\nHost: h\r\n"), GorRecord.Get(2, 1, headers: "Host: h\r\n"));
        Assert.Equal(
            ["GET /1 HTTP/1.1\r\nUser-Agent: Replayed by Gor\r\nHost: h\r\n\r\n", "GET /2 HTTP/1.1\r\nUser-Agent: Replayed by Gor\r\nHost: h\r\n\r\n"],
            (await FilterAsync(option, "User-Agent: Replayed by Gor")).Records.Select(record => record.Payload));
    }

    [Fact]
    public async Task Check100_RewriteOfAMissingHeader_LeavesLaterRulesInForce()
    {
        _place.Write("in.gor", GorRecord.Get(1, 0, headers: "Host: www.w3.org\r\n"));
        var outcome = await FilterAsync("--http-rewrite-header", "X-None: a,b", "--http-rewrite-header", "Host: (.*).w3.org,$1.beta.w3.org");
        Assert.Contains("Host: www.beta.w3.org\r\n", Assert.Single(outcome.Records).Payload, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--http-param-limiter", "user_id:45%")]
    [InlineData("--http-header-limiter", "user-id: 45%")]
    public async Task Check102_Share_DependsOnTheValueOnlyAndStaysTheSame(string option, string value)
    {
        _place.Write("in.gor", new[] { "1", "2", "3", "abc", "user-42", "a@b.c" }.Select((user, i) => GorRecord.Get(i, i, $"/?user_id={user}", $"user-id: {user}\r\n")));
        for (var run = 0; run < 2; run++)
        {
            Assert.Equal(
                ["GET /?user_id=1 HTTP/1.1", "GET /?user_id=2 HTTP/1.1", "GET /?user_id=abc HTTP/1.1"],
                (await FilterAsync(option, value)).Records.Select(record => record.FirstLine));
        }
    }

    [Theory]
    [InlineData("--http-allow-url", "(abc")]
    [InlineData("--http-basic-auth-filter", "(abc")]
    [InlineData("--http-rewrite-header", "Host: (abc,x")]
    [InlineData("--http-rewrite-url", "/nocolon")]
    [InlineData("--http-set-header", "NoColon")]
    [InlineData("--http-allow-header", "X-^$")]
    [InlineData("--http-header-limiter", "user-id:25")]
    [InlineData("--http-allow-url", "a(?=b)")]
    public async Task Check103And104_BadRule_IsExit2NamingTheOption(string option, string value)
    {
        var outcome = await _place.RunAsync("--input-file", "in.gor", "--output-null", option, value);
        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith($"tapedeck: {option}: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check104_ExpressionThatBacktracks_TakesNoTime()
    {
        _place.Write("in.gor", GorRecord.Get(1, 0, new string('a', 50) + "b"));
        var watch = Stopwatch.StartNew();
        Assert.Empty((await FilterAsync("--http-allow-url", "(a+)+$")).Records);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30); // a backtracking engine would need years
    }

    private async Task<Workplace.Outcome> FilterAsync(params string[] options) => (await _place.RunAsync(["--input-file", "in.gor|max", "--output-stdout", .. options])).Succeeded();
}
