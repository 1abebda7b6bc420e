using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Query;
using TapeDeck.Engine.Replay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Query;

/// <summary>The corpus, asked of the results of a replay that went as the recording did.</summary>
public sealed class QueryResultTests(QueryResultTests.CorpusResults results) : IClassFixture<QueryResultTests.CorpusResults>
{
    public static TheoryData<string, int[]> Queries =>
    [
        .. QueryCorpus.Queries.Where(asked => TrafficQuery.TryParse(asked.Query, QueryCorpus.Now, out _, out _, QueryScopes.Results))
            .Select(asked => new TheoryDataRow<string, int[]>(asked.Query, asked.Finds)),
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Results_CorpusQuery_FindsWhatIsMeant(string text, int[] finds) => Assert.Equal(finds, Search(text));

    [Theory]
    [InlineData("failure:cut", new[] { 6 })]
    [InlineData("-failure=*", new[] { 0, 1, 2, 3, 4, 5, 7 })]
    [InlineData("CUT", new[] { 6 })]
    [InlineData("path~/v1/.{5,6}$ or failure~^.{3}$", new[] { 1, 2, 6 })] // braces are read by our own expressions
    public void Results_Failure_IsAsked(string text, int[] finds) => Assert.Equal(finds, Search(text));

    [Fact]
    public void Page_OfWhatIsLookedAt_IsAWindow()
    {
        var page = results.Page("path~^/v1/.{1,9}", 3, 1);
        Assert.Equal((5, 5), (page.Total, Assert.Single(page.Rows).Number));
        Assert.Empty(results.Page("path~^/v1/.{1,9}", 5, 1).Rows);
    }

    [Theory]
    [InlineData("get header.x-tenant=acme", 5, 15)]
    [InlineData("body:x", 1, 4)]
    [InlineData("response.body.$.id=1", 1, 18)]
    public void Results_MessagesAsked_AreRefusedWhereTheyStand(string text, int column, int length) =>
        Assert.Equal(new QueryFault(column, length, "Headers and bodies of a replay's results are not searched."), Parsed.FaultOf(text, QueryScopes.Results));

    [Fact]
    public void Exchanges_FailureAsked_IsRefused() => Assert.Equal(5, Parsed.FaultOf("get failure:x").Column);

    private int[] Search(string text) => [.. results.Page(text, 0, 100).Rows.Select(row => (int)row.Number)];

    /// <summary>The corpus as results.</summary>
    public sealed class CorpusResults : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();
        private readonly FakeTimeProvider _time = new(QueryCorpus.Now);
        private ReplayResultIndex _index = null!;

        public async ValueTask InitializeAsync()
        {
            _index = ReplayResultIndex.Open(_folder.File("replay.duckdb"));
            await using var store = new ReplayResultStore(_index, _time);
            foreach (var (summary, request, response) in QueryCorpus.Exchanges)
            {
                store.Add(ResultOf(summary, request, response));
            }
        }

        internal ReplayResultWindow Page(string text, long start, int count) => _index.Page(
            new ReplayResultFilter { Query = Parsed.Of(text, QueryCorpus.Now, QueryScopes.Results) }, start, count, TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync()
        {
            _index.Dispose();
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        private ReplayResult ResultOf(ExchangeSummary summary, Record request, Record? response)
        {
            var sent = _time.GetTimestamp() + ((summary.Timestamp - ((QueryCorpus.Now - DateTimeOffset.UnixEpoch).Ticks * 100)) / 100);
            return new ReplayResult
            {
                Number = summary.Number, Request = request, Response = response, Status = summary.Status, ResponseBytes = summary.ResponseBytes,
                Due = sent, Sent = sent, FirstByte = sent, Ended = sent + (Math.Max(0, summary.Latency) / 100), Failure = response is null ? LedgerReason.Incomplete : null, FailureDetail = response is null ? "cut" : null,
            };
        }
    }
}
