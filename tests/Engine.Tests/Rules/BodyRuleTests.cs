using System.IO.Compression;
using System.Text;
using CsCheck;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Rules;

/// <summary>Rules of methods, cookies, bodies and samples (docs/rules.md).</summary>
public class BodyRuleTests
{
    [Theory]
    [InlineData("POST", "GET /a?b=1 HTTP/1.1\r\nHost: h\r\n\r\n", "POST /a?b=1 HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET", "DELETE /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nxy", "GET /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nxy")]
    public void Method_Set_LeavesAllElse(string method, string before, string after) => Assert.Equal(after, Apply(before, new RulePlan(RuleKind.SetMethod, Value: method)));

    [Fact]
    public void Method_SetBesideOtherChanges_KeepsThemInPlace() => Assert.Equal(
        "OPTIONS /b?x=1 HTTP/1.1\r\nX: 2\r\nHost: h\r\n\r\n",
        Apply(
            "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", new RulePlan(RuleKind.SetMethod, Value: "OPTIONS"), new RulePlan(RuleKind.SetHeader, "X", Value: "2"),
            new RulePlan(RuleKind.SetParam, "x", Value: "1"), new RulePlan(RuleKind.RewriteUrl, Pattern: "^/a", Value: "/b")));

    [Theory]
    [InlineData("b", "9", "a=1; b=2; c=3", "a=1; b=9; c=3")]
    [InlineData("a", "", "a=1; b=2", "a=; b=2")]
    [InlineData("c", "3", "a=1;b=2", "a=1;b=2; c=3")]
    [InlineData("B", "9", "a=1; b=2", "a=1; b=2; B=9")]
    [InlineData("b", null, "a=1; b=2; c=3", "a=1; c=3")]
    [InlineData("a", null, "a=1; b=2", "b=2")]
    [InlineData("c", null, "a=1;  c=3", "a=1")]
    [InlineData("x", null, "a=1; xx=2", "a=1; xx=2")]
    [InlineData("flag", null, "flag; b=2", "b=2")]
    public void Cookie_SetOrRemoved_LeavesTheOthers(string name, string? value, string before, string after)
    {
        var rule = value is null ? new RulePlan(RuleKind.RemoveCookie, name) : new RulePlan(RuleKind.SetCookie, name, Value: value);
        Assert.Equal(
            $"GET / HTTP/1.1\r\nHost: h\r\ncookie: {after}\r\nX: 1\r\n\r\n",
            Apply($"GET / HTTP/1.1\r\nHost: h\r\ncookie: {before}\r\nX: 1\r\n\r\n", rule));
    }

    [Fact]
    public void Cookie_TheOnlyOneRemovedOrNoneThere_LeavesNoEmptyHeader()
    {
        Assert.Equal("GET / HTTP/1.1\r\nX: 1\r\n\r\n", Apply("GET / HTTP/1.1\r\nCookie: a=1\r\nX: 1\r\n\r\n", new RulePlan(RuleKind.RemoveCookie, "a")));
        Assert.Equal("GET / HTTP/1.1\r\nCookie: a=1\r\nX: 1\r\n\r\n", Apply("GET / HTTP/1.1\r\nX: 1\r\n\r\n", new RulePlan(RuleKind.SetCookie, "a", Value: "1")));
        Assert.Equal("GET / HTTP/1.1\r\nX: 1\r\n\r\n", Apply("GET / HTTP/1.1\r\nX: 1\r\n\r\n", new RulePlan(RuleKind.RemoveCookie, "a")));
    }

    [Theory]
    [InlineData("Content-Length: 14\r\n\r\nenv=prod&a=env", "Content-Length: 17\r\n\r\nenv=testing&a=env")]
    [InlineData("Transfer-Encoding: chunked\r\nTrailer: X\r\nA: b\r\n\r\n5\r\nenv=p\r\n3\r\nrod\r\n0\r\nX: 1\r\n\r\n", "Content-Length: 11\r\nA: b\r\n\r\nenv=testing")]
    [InlineData("Content-Length: 3\r\n\r\nabc", "Content-Length: 3\r\n\r\nabc")]
    [InlineData("A: b\r\n\r\n", "A: b\r\n\r\n")]
    [InlineData("Content-Encoding: rot13\r\nContent-Length: 8\r\n\r\nenv=prod", "Content-Encoding: rot13\r\nContent-Length: 8\r\n\r\nenv=prod")]
    public void Body_Rewritten_IsFramedAnew(string before, string after) =>
        Assert.Equal($"POST / HTTP/1.1\r\n{after}", Apply($"POST / HTTP/1.1\r\n{before}", new RulePlan(RuleKind.RewriteBody, Pattern: "env=(p)rod", Value: "env=testing")));

    [Theory]
    [InlineData("$.id", "17", """{"id": 12345678901234567890, "a":1, "id":2}""", """{"id": 17, "a":1, "id":17}""")]
    [InlineData("$.user.name", "\"B\"", """{ "user" : {"name":"A\u00e9","n":1.50} }""", """{ "user" : {"name":"B","n":1.50} }""")]
    [InlineData("$.items[*].n", "null", """{"items":[{"n":1},{"m":2},{"n":[3]}]}""", """{"items":[{"n":null},{"m":2},{"n":null}]}""")]
    [InlineData("$.missing", "1", """{"id":1}""", """{"id":1}""")]
    [InlineData("$.id", "1", """{"id":""", """{"id":""")]
    [InlineData("$.id", "1", "no json", "no json")]
    public void Json_Set_ChangesThatPlaceOnly(string path, string value, string before, string after) =>
        Assert.Equal(Message(after), Apply(Message(before), new RulePlan(RuleKind.SetJson, path, Value: value)));

    [Fact]
    public void Json_InAGzippedBody_IsSentPlain()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write("""{"id":1}"""u8);
        }

        byte[] payload = [.. Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\nA: b\r\n\r\n"), .. packed.ToArray()];
        var result = Rules(new RulePlan(RuleKind.SetJson, "$.id", Value: "22")).Apply(Records.Request(1) with { Payload = payload })!;
        Assert.Equal("POST / HTTP/1.1\r\nContent-Length: 9\r\nA: b\r\n\r\n{\"id\":22}", Encoding.Latin1.GetString(result.Payload.Span));
    }

    /// <summary>Whatever a body holds: what is sent is one whole request with what was not to be replaced.</summary>
    [Fact]
    public void Body_OfAnyBytes_StaysOneRequest() => Gen.Byte.Array[0, 300].Sample(body =>
    {
        byte[] payload = [.. Encoding.ASCII.GetBytes($"PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
        var result = Rules(new RulePlan(RuleKind.RewriteBody, Pattern: "[a-m]+", Value: "")).Apply(Records.Request(1) with { Payload = payload })!;
        Assert.Null(RequestCheck.WhyInvalid(result.Payload.Span));
        Assert.Equal(body.Where(value => value is < (byte)'a' or > (byte)'m'), result.Payload[^body.Count(value => value is < (byte)'a' or > (byte)'m')..].ToArray());
    });

    [Fact]
    public void Sample_OfManyExchanges_KeepsTheShareAndTheSameOnesAgain()
    {
        var rules = Rules(new RulePlan(RuleKind.Sample, Percent: 25));
        var requests = Records.Requests(4_000);
        var kept = requests.Where(request => rules.Apply(request) is not null).ToList();
        Assert.InRange(kept.Count, 900, 1_100);
        Assert.Equal(kept, requests.Where(request => rules.Apply(request) is not null));
        var (none, all) = (Rules(new RulePlan(RuleKind.Sample, Percent: 0)), Rules(new RulePlan(RuleKind.Sample, Percent: 100)));
        Assert.All(requests, request => Assert.Equal((null, request), (none.Apply(request), all.Apply(request))));
    }

    [Theory]
    [InlineData("/rules/0/value", RuleKind.SetMethod, null, null, "GE T")]
    [InlineData("/rules/0/value", RuleKind.SetMethod, null, null, "")]
    [InlineData("/rules/0/name", RuleKind.SetCookie, "a;b", null, "1")]
    [InlineData("/rules/0/value", RuleKind.SetCookie, "a", null, "1; b=2")]
    [InlineData("/rules/0/value", RuleKind.SetCookie, "a", null, "1\r\nX: 2")]
    [InlineData("/rules/0/name", RuleKind.RemoveCookie, "", null, null)]
    [InlineData("/rules/0/pattern", RuleKind.RewriteBody, null, "(", "x")]
    [InlineData("/rules/0/name", RuleKind.SetJson, "user", null, "1")]
    [InlineData("/rules/0/value", RuleKind.SetJson, "$.user", null, "oops")]
    [InlineData("/rules/0/percent", RuleKind.Sample, null, null, null)]
    public void Compile_WhatCannotWork_IsAFault(string place, RuleKind kind, string? name, string? pattern, string? value)
    {
        var faults = new List<PlanFault>();
        RuleSet.Compile([new RulePlan(kind, name, pattern, value)], faults);
        Assert.Equal(place, Assert.Single(faults).Path);
    }

    private static string Message(string body) => $"POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private static string Apply(string request, params RulePlan[] rules) =>
        Encoding.UTF8.GetString(Rules(rules).Apply(Records.Request(1) with { Payload = Encoding.UTF8.GetBytes(request) })!.Payload.Span);

    private static RuleSet Rules(params RulePlan[] rules)
    {
        var faults = new List<PlanFault>();
        var set = RuleSet.Compile(rules, faults);
        Assert.Empty(faults);
        return set;
    }
}
