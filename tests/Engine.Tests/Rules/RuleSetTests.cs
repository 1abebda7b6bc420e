using System.Text;
using CsCheck;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Rules;

/// <summary>Spec §6.2 and §6.3, example by example.</summary>
public class RuleSetTests
{
    [Theory]
    [InlineData("--http-allow-url", "/api", "GET /api/x HTTP/1.1\r\n\r\n", true)]
    [InlineData("--http-allow-url", "/api", "GET /v1/api HTTP/1.1\r\n\r\n", true)]
    [InlineData("--http-allow-url", "/api", "GET /?r=/api HTTP/1.1\r\n\r\n", true)]
    [InlineData("--http-allow-url", "/api", "GET /index HTTP/1.1\r\n\r\n", false)]
    [InlineData("--http-disallow-url", "/api", "GET /apix HTTP/1.1\r\n\r\n", false)]
    [InlineData("--http-disallow-url", "/api", "GET /x?u=/api HTTP/1.1\r\n\r\n", false)]
    [InlineData("--http-disallow-url", "/api", "GET /x HTTP/1.1\r\n\r\n", true)]
    [InlineData("--http-allow-header", @"api-version:^1\.0\d", "GET / HTTP/1.1\r\nAPI-Version:  1.05 \r\n\r\n", true)]
    [InlineData("--http-allow-header", @"api-version:^1\.0\d", "GET / HTTP/1.1\r\napi-version: 1.0\r\n\r\n", false)]
    [InlineData("--http-allow-header", @"api-version:^1\.0\d", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", false)]
    [InlineData("--http-allow-header", "X:^:$", "GET / HTTP/1.1\r\nX: :\r\n\r\n", true)]
    [InlineData("--http-allow-header", "Name:x", "POST / HTTP/1.1\r\nHost: a\r\n\r\nName: x\r\n", false)]
    [InlineData("--http-allow-header", "X:.*", "GET / HTTP/1.1\r\nX:\r\n\r\n", false)]
    [InlineData("--http-disallow-header", "User-Agent: Replayed by Gor", "GET / HTTP/1.1\r\nuser-agent: Replayed by Gor\r\n\r\n", false)]
    [InlineData("--http-disallow-header", "User-Agent: Replayed by Gor", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", true)]
    [InlineData("--http-disallow-header", "User-Agent:", "GET / HTTP/1.1\r\nUser-Agent:\r\n\r\n", true)]
    [InlineData("--http-allow-method", "GET", "HEAD / HTTP/1.1\r\n\r\n", false)]
    [InlineData("--http-allow-method", "get", "GET / HTTP/1.1\r\n\r\n", false)]
    [InlineData("--http-allow-method", "GET", "GET / HTTP/2.0\r\n\r\n", false)]
    [InlineData("--http-disallow-url", "a", "not http, and no allow filter\r\n", true)]
    [InlineData("--http-basic-auth-filter", "^customer[0-9].*", "GET / HTTP/1.1\r\nAuthorization: Basic Y3VzdG9tZXIzOndlbGNvbWU=\r\n\r\n", true)]
    [InlineData("--http-basic-auth-filter", "^customer[0-9].*", "GET / HTTP/1.1\r\nauthorization: basic Y3VzdG9tZXIzOndlbGNvbWU=\r\n\r\n", true)]
    [InlineData("--http-basic-auth-filter", "^customer[0-9].*", "GET / HTTP/1.1\r\nAuthorization: Basic Ym9iOng=\r\n\r\n", false)]
    [InlineData("--http-basic-auth-filter", "^customer[0-9].*", "GET / HTTP/1.1\r\nAuthorization: Bearer abc\r\n\r\n", true)]
    [InlineData("--http-basic-auth-filter", "^customer[0-9].*", "GET / HTTP/1.1\r\n\r\n", true)]
    [InlineData("--http-basic-auth-filter", "^bo$", "GET / HTTP/1.1\r\nAuthorization: Basic Ym9i!Ym9i\r\n\r\n", false)]
    [InlineData("--http-basic-auth-filter", "^bob$", "GET / HTTP/1.1\r\nAuthorization: Basic Ym9i!Ym9i\r\n\r\n", true)]
    [InlineData("--http-header-limiter", "user-id: 45%", "GET / HTTP/1.1\r\nUser-Id:  1 \r\n\r\n", true)]
    [InlineData("--http-header-limiter", "user-id: 45%", "GET / HTTP/1.1\r\nUser-Id: 3\r\n\r\n", false)]
    [InlineData("--http-header-limiter", "user-id: 0%", "GET / HTTP/1.1\r\nUser-Id: 2\r\n\r\n", false)]
    [InlineData("--http-header-limiter", "user-id: 0%", "GET / HTTP/1.1\r\nUser-Id:\r\n\r\n", true)]
    [InlineData("--http-header-limiter", "user-id: 100%", "GET / HTTP/1.1\r\nUser-Id: user-42\r\n\r\n", true)]
    [InlineData("--http-param-limiter", "user_id:50%", "GET /?user_id=1 HTTP/1.1\r\n\r\n", true)]
    [InlineData("--http-param-limiter", "user_id:50%", "GET /?user_id=3 HTTP/1.1\r\n\r\n", false)]
    [InlineData("--http-param-limiter", "user_id:0%", "GET /?xuser_id=1 HTTP/1.1\r\n\r\n", true)]
    [InlineData("--http-param-limiter", "user_id:60%", "GET /?user_id= HTTP/1.1\r\n\r\n", false)]
    public void Apply_Filter_KeepsOrDrops(string option, string value, string payload, bool isKept)
    {
        var request = Request(payload);
        var result = Compile(option, value == "User-Agent:" ? "User-Agent:.*" : value).Apply(request);
        Assert.Same(isKept ? request : null, result);
    }

    [Theory]
    [InlineData("--http-rewrite-url", @"/v1/user/([^\/]+)/ping:/v2/user/$1/ping", "/v1/user/joe/ping?a=1", "/v2/user/joe/ping?a=1")]
    [InlineData("--http-rewrite-url", @"/v1/user/([^\/]+)/ping:/v2/user/$1/ping", "/v1/user/ping", "/v1/user/ping")]
    [InlineData("--http-rewrite-url", "/a:/b", "/a/a", "/b/b")]
    [InlineData("--http-rewrite-url", "/a/(.*):/b/$1suffix", "/a/x", "/b/")]
    [InlineData("--http-rewrite-url", "/a/(.*):/b/${1}suffix", "/a/x", "/b/xsuffix")]
    [InlineData("--http-set-param", "api_key=1", "/p?api_key=9&b=2", "/p?api_key=1&b=2")]
    [InlineData("--http-set-param", "api_key=1", "/p", "/p?api_key=1")]
    [InlineData("--http-set-param", "api_key=1", "/p?b=2", "/p?b=2&api_key=1")]
    [InlineData("--http-set-param", "x=1", "/p?x=8&x=9", "/p?x=8&x=1")]
    [InlineData("--http-set-param", "a=b=c", "/p", "/p?a=b=c")]
    [InlineData("--http-set-param", "x=1", "/p?xx=8", "/p?xx=8&x=1")]
    public void Apply_RewriteOfTheTarget_ChangesNothingElse(string option, string value, string target, string expected)
    {
        const string Rest = " HTTP/1.1\r\nHost: /a?x=8\r\nContent-Length: 8\r\n\r\n/a?x=1\0\xFF";
        var result = Compile(option, value).Apply(Request($"POST {target}{Rest}"));
        Assert.Equal($"POST {expected}{Rest}", Text(result));
    }

    [Theory]
    [InlineData("User-Agent: Replayed by Gor", "User-agent:  old  \r\nA: b", "User-agent:  Replayed by Gor  \r\nA: b")]
    [InlineData("User-Agent: Gor", "A: b", "User-Agent: Gor\r\nA: b")]
    [InlineData("Empty: v", "Empty:\r\nA: b", "Empty:v\r\nA: b")]
    [InlineData("A: b: c", "A: x\r\nA: y", "A: b: c\r\nA: y")]
    [InlineData(" A : é", "B: x", "A: \xC3\xA9\r\nB: x")]
    public void Apply_SetHeader_ReplacesTheFirstOrInsertsAfterTheRequestLine(string option, string fields, string expected)
    {
        var result = Compile("--http-set-header", option).Apply(Request($"GET / HTTP/1.1\r\n{fields}\r\n\r\nA: body"));
        Assert.Equal($"GET / HTTP/1.1\r\n{expected}\r\n\r\nA: body", Text(result));
    }

    [Fact]
    public void Apply_LinesEndInLineFeedsOnly_InsertsOneLikeThem() =>
        Assert.Equal("GET / HTTP/1.0\nA: 1\nB: 2\n\nbody", Text(Compile("--http-set-header", "A: 1").Apply(Request("GET / HTTP/1.0\nB: 2\n\nbody"))));

    [Fact]
    public void Apply_TwoMatchingRewrites_UsesTheFirstOnly() =>
        Assert.Equal("GET /v2 HTTP/1.1\r\n\r\n", Text(Compile("--http-rewrite-url", "/v1:/v2", "--http-rewrite-url", "/v2:/v3")
            .Apply(Request("GET /v1 HTTP/1.1\r\n\r\n"))));

    [Fact]
    public void Apply_FirstRewriteDoesNotMatch_UsesTheNext() =>
        Assert.Equal("GET /v3 HTTP/1.1\r\n\r\n", Text(Compile("--http-rewrite-url", "/v1:/v2", "--http-rewrite-url", "/v2:/v3")
            .Apply(Request("GET /v2 HTTP/1.1\r\n\r\n"))));

    [Fact]
    public void Apply_EverySetterAndFilter_WorksInTheFixedOrder()
    {
        // Written in the opposite of the order of application.
        var rules = Compile(
            "--http-rewrite-url", "k=new:k=rewritten", "--http-allow-header", "X:^set$", "--http-allow-url", "k=new",
            "--http-set-param", "k=new", "--http-set-header", "X: set", "--http-allow-method", "GET");
        Assert.Equal("GET /?k=rewritten HTTP/1.1\r\nX: set\r\n\r\n", Text(rules.Apply(Request("GET /?k=old HTTP/1.1\r\nX: old\r\n\r\n"))));
    }

    [Fact]
    public void Apply_HeaderThatIsNotThere_DoesNotStopTheNextRewrite() =>
        Assert.Equal("GET / HTTP/1.1\r\nX-Empty:\r\nhost: www.beta.w3.org\r\n\r\n", Text(Compile(
                "--http-rewrite-header", "X-Missing: a,b", "--http-rewrite-header", "X-Empty: .*,b", "--http-rewrite-header", "Host: (.*).w3.org,$1.beta.w3.org")
            .Apply(Request("GET / HTTP/1.1\r\nX-Empty:\r\nhost: www.w3.org\r\n\r\n"))));

    [Fact]
    public void Apply_DisabledRules_DoNothingAndAreNotChecked()
    {
        var faults = new List<PlanFault>();
        var rules = RuleSet.Compile([new RulePlan(RuleKind.AllowUrl, Pattern: "(", Enabled: false)], faults);
        Assert.Empty(faults);
        Assert.True(rules.IsEmpty);
    }

    [Fact]
    public void Compile_ManyFaults_ReportsEachWithItsPlace()
    {
        var faults = new List<PlanFault>();
        RuleSet.Compile(
            [
                new RulePlan(RuleKind.AllowMethod),
                new RulePlan(RuleKind.AllowUrl, Pattern: "ok"),
                new RulePlan(RuleKind.SetHeader, Value: "a\r\nInjected: b"),
                new RulePlan(RuleKind.SetParam, "a=b", Value: ""),
                new RulePlan(RuleKind.RewriteUrl, Pattern: "a(?=b)"),
                new RulePlan(RuleKind.DisallowHeader, "a:b", Pattern: "*"),
                new RulePlan(RuleKind.LimitHeader, Percent: 101),
                new RulePlan(RuleKind.LimitParam, "user"),
                new RulePlan(RuleKind.RewriteHeader, Pattern: "("),
            ],
            faults);
        Assert.Equal(
            ["/rules/0/pattern", "/rules/2/name", "/rules/2/value", "/rules/3/name", "/rules/4/pattern", "/rules/4/value", "/rules/5/name", "/rules/5/pattern",
                "/rules/6/name", "/rules/6/percent", "/rules/7/percent", "/rules/8/name", "/rules/8/pattern", "/rules/8/value"],
            faults.Select(fault => fault.Path));
    }

    [Fact]
    public void Compile_ReplacementNotMeantSo_Warns()
    {
        var rules = Compile("--http-allow-url", "a", "--http-rewrite-url", "/a/(.*):/b/$1suffix");
        var warning = Assert.Single(rules.Warnings);
        Assert.Equal("/rules/1/value", warning.Path);
        Assert.Contains("${1}suffix", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host: x", true)]
    [InlineData("Hosts: x", false)]
    public void SetsHost_HeaderInAnyCase_IsSeen(string option, bool expected) => Assert.Equal(expected, Compile("--http-set-header", option).SetsHost);

    [Fact]
    public void SetsHost_RewriteOfHost_IsSeen() => Assert.True(Compile("--http-rewrite-header", "HOST: a,b").SetsHost);

    [Fact]
    public void Apply_AnyRequestAndHeader_KeepsEveryByteOutsideTheEdit()
    {
        var rules = Compile("--http-set-header", "Marked: yes", "--http-set-param", "marked=1");
        var text = Gen.Char['\x01', '\xFF'].Where(c => c is not ('\n' or '\r')).Array[0, 30].Select(chars => new string(chars));
        Gen.Select(text.Array[0, 5], text, Gen.Byte.Array[0, 200]).Sample((lines, target, body) =>
        {
            var fields = string.Concat(lines.Where(line => line.Length > 0).Select(line => $"F{line}\r\n"));
            var tail = $"{fields}\r\n{Encoding.Latin1.GetString(body)}";
            var result = Text(rules.Apply(Request($"GET /{target} HTTP/1.1\r\n{tail}")));
            var separator = target.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            Assert.Equal($"GET /{target}{separator}marked=1 HTTP/1.1\r\nMarked: yes\r\n{tail}", result);
        });
    }

    [Fact]
    public void Apply_AnyBytes_NeverThrows()
    {
        var rules = Compile("--http-set-header", "A: 1", "--http-set-param", "b=2", "--http-rewrite-url", "x*:y$1", "--http-disallow-header", @"A:\bz");
        string[] starts = ["GET / HTTP/1.1", "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\n", "A B HTTP/1.0\n\n", "\n", " HTTP/1.1\r\n", ""];
        Gen.Select(Gen.Int[0, starts.Length - 1], Gen.Byte.Array[0, 60]).Sample((start, rest) =>
            Assert.NotNull(rules.Apply(Request(starts[start] + Encoding.Latin1.GetString(rest)))));
    }

    internal static RuleSet Compile(params IReadOnlyList<string> options)
    {
        var faults = new List<PlanFault>();
        var rules = RuleSet.Compile(GorOptions.ToRules(options), faults);
        Assert.Empty(faults);
        return rules;
    }

    private static Record Request(string payload) => Records.Request(1) with { Payload = Encoding.Latin1.GetBytes(payload) };

    private static string? Text(Record? record) => record is null ? null : Encoding.Latin1.GetString(record.Payload.Span);
}
