using CsCheck;
using TapeDeck.Engine.Pipeline;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline;

/// <summary>Spec §8.4.</summary>
public class ExchangeDealerTests
{
    [Fact]
    public void Deal_AnyExchangesInAnyBatches_SharesAreEqualAndExchangesStayWhole() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 60], Gen.Int[1, 9], Gen.Bool).Sample((places, exchanges, batchSize, responsesLast) =>
        {
            var dealer = new ExchangeDealer(places, bySession: false, TimeProvider.System);
            var requests = Enumerable.Range(0, exchanges).Select(i => Records.Request(i)).ToArray();
            var responses = Enumerable.Range(0, exchanges).Select(i => Records.Response(i)).ToArray();
            var records = responsesLast ? [.. requests, .. responses] : requests.Zip(responses, (request, response) => new[] { response, request }).SelectMany(pair => pair);
            var shares = Enumerable.Range(0, places).Select(_ => new List<Record>()).ToArray();
            foreach (var batch in records.Chunk(batchSize))
            {
                var parts = dealer.Deal(batch);
                Assert.Equal(places, parts.Count);
                for (var i = 0; i < places; i++)
                {
                    shares[i].AddRange(parts[i].ToArray());
                }
            }

            Assert.All(shares, share => Assert.InRange(share.Count, 2 * (exchanges / places), 2 * ((exchanges + places - 1) / places)));
            Assert.All(shares, share => Assert.Equal(share.Count, 2 * share.Select(record => record.Id).Distinct().Count()));
            Assert.Equal(2 * exchanges, shares.Sum(share => share.Count));
        });

    [Fact]
    public void Deal_BySession_ConnectionsStayWhole()
    {
        var dealer = new ExchangeDealer(2, bySession: true, TimeProvider.System);
        var records = Enumerable.Range(0, 60).Select(i => Records.Request(0) with { Id = RecordId.From($"{i % 6:x16}{i:x8}") }).ToArray();
        var parts = dealer.Deal(records);
        Assert.Equal((30, 30), (parts[0].Length, parts[1].Length));
        Assert.Equal(3, parts[0].ToArray().Select(record => record.Id.Session).Distinct().Count());
        Assert.Empty(parts[0].ToArray().Select(record => record.Id.Session).Intersect(parts[1].ToArray().Select(record => record.Id.Session)));
    }

    [Theory]
    [InlineData("ea601f400a0000050102030f", "ea601f400a000005")]
    [InlineData("short", "short")]
    [InlineData("ea601f400a0000050102030f0", "ea601f400a0000050102030f0")]
    [InlineData("request-number-4711-of-1", "request-number-4711-of-1")]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709", "da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    public void Session_OfAnId_IsTheConnectionsPart(string id, string expected) => Assert.Equal(RecordId.From(expected), RecordId.From(id).Session);
}
