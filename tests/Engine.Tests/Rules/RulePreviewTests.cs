using System.Text;
using CsCheck;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Rules;

public class RulePreviewTests
{
    private static readonly RulePlan[] s_rules =
    [
        new(RuleKind.AllowMethod, Pattern: "GET"), new(RuleKind.AllowMethod, Pattern: "PUT"), new(RuleKind.SetHeader, "X-A", Value: "1"), new(RuleKind.SetParam, "p", Value: "2"),
        new(RuleKind.AllowUrl, Pattern: "/1"), new(RuleKind.AllowUrl, Pattern: "/2"), new(RuleKind.DisallowUrl, Pattern: "/13"), new(RuleKind.AllowHeader, "X-A", "1"),
        new(RuleKind.DisallowHeader, "Host", "bad"), new(RuleKind.BasicAuth, Pattern: "^bob:"), new(RuleKind.LimitHeader, "Host", Percent: 50), new(RuleKind.LimitParam, "p", Percent: 50),
        new(RuleKind.RewriteUrl, Pattern: "/(1)", Value: "/x$1"), new(RuleKind.RewriteUrl, Pattern: "/", Value: "/y/"), new(RuleKind.RewriteHeader, "Host", "good", "better"),
    ];

    [Fact]
    public void Add_Requests_CountsWhatEachRuleTakesHoldOf()
    {
        var result = Preview(
            [
                new(RuleKind.AllowUrl, Pattern: "^/api"), new(RuleKind.AllowUrl, Pattern: "^/never"), new(RuleKind.AllowUrl, Pattern: "^/off", Enabled: false),
                new(RuleKind.DisallowHeader, "X-Env", "^new$"), new(RuleKind.SetHeader, "X-Env", Value: "new"), new(RuleKind.RewriteUrl, Pattern: "^/api", Value: "/v2"),
            ],
            "GET /api/1", "GET /api/2", "GET /other");
        Assert.Equal([2, 0, 0, 2, 3, 0], result.Hits); // headers are set before filters look at them
        Assert.Equal((3L, 0L, 0L, 3L), (result.Requests, result.Unchanged, result.Rewritten, result.Filtered));
    }

    [Fact]
    public void Add_RewrittenRequest_IsShownAsItWouldBeSent()
    {
        var result = Preview([new(RuleKind.SetHeader, "X-Env", Value: "staging")], "GET /1", "GET /2", "GET /3");
        Assert.Equal(2, result.Samples.Count); // as many as were asked for
        Assert.Equal("GET /1 HTTP/1.1\r\nX-Env: staging\r\nHost: good\r\n\r\n", Encoding.ASCII.GetString(result.Samples[0].After.Payload.Span));
        Assert.Equal(3, result.Rewritten);
        Assert.Empty(result.Invalid);
    }

    [Theory]
    [InlineData("Content-Length", "5", "Its Content-Length is 5, its body has 0 bytes.")]
    [InlineData("Content-Length", "x", "It is no HTTP request any more, or says its length in two ways.")]
    [InlineData("Transfer-Encoding", "chunked", "Its chunked body does not end.")]
    [InlineData("X A", "1", "The name of its header \"X A\" holds a character that no name may hold.")]
    [InlineData("X", "a\u0001b", "Its header \"X\" holds a control character.")]
    public void Add_RuleThatBreaksTheMessage_IsTold(string name, string value, string reason)
    {
        var result = Preview([new(RuleKind.SetHeader, name, Value: value)], "GET /1");
        Assert.Equal(1, result.InvalidCount);
        Assert.Equal(reason, Assert.Single(result.Invalid).Fault);
    }

    [Theory]
    [InlineData(RuleKind.SetParam, "p", null, "a b", "Its target holds a blank or a control character, which must be escaped (%20).")]
    [InlineData(RuleKind.RewriteUrl, null, "^/", "", "Its target begins neither with / nor with a scheme.")]
    public void Add_RuleThatBreaksTheTarget_IsTold(RuleKind kind, string? name, string? pattern, string value, string reason) =>
        Assert.Equal(reason, Assert.Single(Preview([new(kind, name, pattern, value)], "GET /1").Invalid).Fault);

    [Fact]
    public void Add_LengthForAChunkedBody_IsTold()
    {
        var preview = RulePreview.Create([new(RuleKind.SetHeader, "Content-Length", Value: "5")], 1);
        preview.Add(new Record { Kind = RecordKind.Request, Id = RecordId.From("1"), Timestamp = 0, Payload = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"u8.ToArray() });
        Assert.Equal("It has both Content-Length and Transfer-Encoding.", Assert.Single(preview.Snapshot().Invalid).Fault);
    }

    [Fact]
    public void Create_WrongRules_ThrowsAllFaults()
    {
        var refused = Assert.Throws<PlanException>(() => RulePreview.Create([new(RuleKind.AllowUrl, Pattern: "("), new(RuleKind.SetHeader)], 1));
        Assert.Equal(["/rules/0/pattern", "/rules/1/name", "/rules/1/value"], refused.Faults.Select(fault => fault.Path));
    }

    /// <summary>The counts are those of the filter that captures and replays use, and each rule alone explains them.</summary>
    [Fact]
    public void Add_AnyRulesAndRequests_AgreesWithTheFilter()
    {
        var line = Gen.Select(OneOf("GET", "PUT", "POST"), Gen.Int[0, 30], OneOf("good", "bad", "x"), OneOf("", "?p=7", "?q=1&p=8"))
            .Select((method, number, host, query) => Request($"{method} /{number}{query}", host));
        Gen.Select(OneOf(s_rules).Array[0, 6], line.Array[1, 20]).Sample((rules, requests) =>
        {
            var preview = RulePreview.Create(rules, 100);
            var counts = RulePreview.Create(rules, 0);
            var account = new Ledger().Account("records");
            var filter = new RuleFilter(RuleSet.Compile(rules, []), account, TimeProvider.System);
            var passed = new List<Record>();
            foreach (var (request, i) in requests.Select((request, i) => (request with { Id = RecordId.From($"{i}") }, i)))
            {
                preview.Add(request);
                counts.Add(request);
                passed.AddRange(filter.Apply(new[] { request }).ToArray());
            }

            var result = preview.Snapshot();
            var counted = counts.Snapshot();
            Assert.Equal((result.Unchanged, result.Rewritten, result.Filtered, result.Unparsable, result.InvalidCount), (counted.Unchanged, counted.Rewritten, counted.Filtered, counted.Unparsable, counted.InvalidCount));
            Assert.Equal((requests.Length, passed.Count), (result.Requests, result.Unchanged + result.Rewritten));
            Assert.Equal(passed.Where((record, i) => result.Samples.Any(sample => sample.After.Id.Equals(record.Id))).Select(record => record.Payload.ToArray()), result.Samples.Select(sample => sample.After.Payload.ToArray()));
            var taking = rules.Index().Where(each => each.Item.Kind is RuleKind.DisallowUrl or RuleKind.DisallowHeader or RuleKind.BasicAuth or RuleKind.LimitHeader or RuleKind.LimitParam);
            Assert.True(taking.Sum(each => result.Hits[each.Index]) <= result.Filtered);
        });
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static RulePreviewResult Preview(IReadOnlyList<RulePlan> rules, params string[] lines)
    {
        var preview = RulePreview.Create(rules, mostSamples: 2);
        foreach (var line in lines)
        {
            preview.Add(Request(line, "good"));
            preview.Add(Records.Response(1));
        }

        return preview.Snapshot();
    }

    private static Record Request(string line, string host) =>
        new() { Kind = RecordKind.Request, Id = RecordId.From("1"), Timestamp = 0, Payload = Encoding.ASCII.GetBytes($"{line} HTTP/1.1\r\nHost: {host}\r\n\r\n") };
}
