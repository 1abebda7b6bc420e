using TapeDeck.Engine.Index;
using TapeDeck.Engine.Tests.Index;

namespace TapeDeck.Engine.Tests.Query;

/// <summary>One corpus, asked of the predicate and of the index.</summary>
public sealed class QueryConformanceTests(QueryConformanceTests.CorpusIndex index) : IClassFixture<QueryConformanceTests.CorpusIndex>
{
    public static TheoryData<string, int[]> Queries => [.. QueryCorpus.Queries.Select(asked => new TheoryDataRow<string, int[]>(asked.Query, asked.Finds))];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Predicate_CorpusQuery_FindsWhatIsMeant(string text, int[] finds)
    {
        var query = Parsed.Of(text, QueryCorpus.Now);
        Assert.Equal(finds, QueryCorpus.Exchanges.Where(one => query.IsMatch(one.Summary, one.Request, one.Response)).Select(one => (int)one.Summary.Number));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void Index_CorpusQuery_FindsWhatIsMeant(string text, int[] finds) =>
        Assert.Equal(finds, index.Recording.Search(new ExchangeFilter { Query = Parsed.Of(text, QueryCorpus.Now) }));

    /// <summary>The corpus as a recording.</summary>
    public sealed class CorpusIndex : IDisposable
    {
        public CorpusIndex()
        {
            Recording.Add("a.gor", QueryCorpus.Records.Take(7));
            Recording.Add("b.gor", QueryCorpus.Records.Skip(7));
            Recording.ReadOn();
        }

        internal IndexedRecording Recording { get; } = new();

        public void Dispose() => Recording.Dispose();
    }
}
