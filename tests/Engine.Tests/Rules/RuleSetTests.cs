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
            ],
            faults);
        Assert.Equal(
            ["/rules/0/pattern", "/rules/2/name", "/rules/2/value", "/rules/3/name", "/rules/4/pattern", "/rules/4/value", "/rules/5/name", "/rules/5/pattern"],
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
