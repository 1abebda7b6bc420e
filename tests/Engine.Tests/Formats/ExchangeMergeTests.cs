using TapeDeck.Engine.Formats;

namespace TapeDeck.Engine.Tests.Formats;

public sealed class ExchangeMergeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Merge_SeveralSources_IsInOrderOfTime()
    {
        var merged = await MergeAsync(Source("a", 1, 4, 5), Source("b", 2, 3, 6), Source("c"));
        Assert.Equal([1, 2, 3, 4, 5, 6], merged.Select(exchange => exchange.Summary.Timestamp));
        Assert.Equal(["a1", "b2", "b3", "a4", "a5", "b6"], merged.Select(exchange => exchange.Request!.Id.ToString()));
    }

    [Fact]
    public async Task Merge_SourcesWithTheSameIds_KeepsTheirExchangesApart()
    {
        var merged = await MergeAsync(Source("0123456789abcdef0000000", 1, 3), Source("0123456789abcdef0000000", 1, 3));
        var ids = merged.Select(exchange => exchange.Request!.Id).ToArray();

        Assert.Equal(4, ids.Distinct().Count());
        Assert.Equal(2, ids.Select(id => id.Session).Distinct().Count()); // connections stay together
        Assert.All(merged, exchange => Assert.Equal(exchange.Request!.Id.ToString(), exchange.Summary.Id));
        Assert.All(ids, id => Assert.True(id.IsCaptured));
    }

    [Fact]
    public async Task Merge_LeftEarly_DisposesOfItsSources()
    {
        var disposed = 0;
        await foreach (var _ in ExchangeMerge.MergeAsync([Counting(), Counting()], Token))
        {
            break;
        }

        Assert.Equal(2, disposed);

        async IAsyncEnumerable<IReadOnlyList<RecordedExchange>> Counting()
        {
            try
            {
                await Task.Yield();
                yield return [ExportSamples.All[0]];
            }
            finally
            {
                disposed++;
            }
        }
    }

    private static async Task<List<RecordedExchange>> MergeAsync(params IAsyncEnumerable<IReadOnlyList<RecordedExchange>>[] sources)
    {
        var merged = new List<RecordedExchange>();
        await foreach (var exchange in ExchangeMerge.MergeAsync(sources, Token))
        {
            merged.Add(exchange);
        }

        return merged;
    }

    /// <summary>Parts of two exchanges.</summary>
    private static async IAsyncEnumerable<IReadOnlyList<RecordedExchange>> Source(string name, params long[] times)
    {
        foreach (var part in times.Chunk(2))
        {
            await Task.Yield();
            yield return [.. part.Select(time => new RecordedExchange(
                new ExchangeSummary { Number = 0, Id = $"{name}{time}", Timestamp = time, Method = "GET", Target = "/", Host = "" },
                new Record { Kind = RecordKind.Request, Id = RecordId.From($"{name}{time}"), Timestamp = time, Payload = default },
                null))];
        }
    }
}
