using TapeDeck.Engine.Index;

namespace TapeDeck.Engine.Tests.Query;

/// <summary>Random queries find the same by predicate and by index.</summary>
public sealed class QueryAgreementTests(QueryConformanceTests.CorpusIndex index) : IClassFixture<QueryConformanceTests.CorpusIndex>
{
    private const int Trees = 500;

    private static readonly string[] s_conditions =
    [
        "orders", "v1", "404", "GET", "\"é\"", "method:POST", "method=G*", "status>=400", "status:none", "status:2xx", "status!=200", "host=*api*", "host~^www", "path=/v1/*", "path~\"s/\\d\"", "path~x{2}", "query=*",
        "target:%20", "type:json", "type~.", "latency>10ms", "latency:1ms..80ms", "size>100", "response.size<200", "time>=2026-11-25T15:00:02", "time<=now", "id:5", "endpoint=*{id}", "endpoint~^GET", "endpoint:v1", "client:10.", "client=*", "connection:de1f", "connection=*", "header.x-tenant=*", "header.x-tenant=acme",
        "request.header.accept:json", "body:order", "response.body:upstream", "body.$.order.id>17", "body.$.id=17", "body=*",
    ];

    [Fact]
    public void RandomTrees_AskedBothWays_FindTheSame()
    {
        var random = new Random(17);
        for (var i = 0; i < Trees; i++)
        {
            var text = Tree(random, 3);
            var query = Parsed.Of(text, QueryCorpus.Now);
            var found = QueryCorpus.Exchanges.Where(one => query.IsMatch(one.Summary, one.Request, one.Response)).Select(one => (int)one.Summary.Number);
            Assert.True(found.SequenceEqual(index.Recording.Search(new ExchangeFilter { Query = query })), text);
        }
    }

    private static string Tree(Random random, int depth) => (depth == 0 ? 0 : random.Next(5)) switch
    {
        0 or 1 => s_conditions[random.Next(s_conditions.Length)],
        2 => $"-({Tree(random, depth - 1)})",
        3 => $"({Tree(random, depth - 1)} or {Tree(random, depth - 1)})",
        _ => $"({Tree(random, depth - 1)} {Tree(random, depth - 1)})",
    };
}
