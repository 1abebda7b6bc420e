using TapeDeck.Engine;
using TapeDeck.Engine.Query;
using TapeDeck.Server.Live;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Live;

public sealed class ExchangeRingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Add_BothHalvesInEitherOrder_IsOneExchange(bool requestFirst)
    {
        var ring = new ExchangeRing(10, 1 << 20, 1 << 10);
        var halves = new[] { Records.Request(7, "/a"), Records.Response(7, 404, "gone") };
        Array.ForEach(requestFirst ? halves : [halves[1], halves[0]], record => ring.Add(record));
        var exchange = Assert.Single(ring.Newest(TrafficQuery.Everything));
        Assert.Equal((0, "GET", "/a", 404), (exchange.Number, exchange.Method, exchange.Target, exchange.Status));
        Assert.Equal((halves[0].Payload.Length, halves[1].Payload.Length), (exchange.RequestBytes, exchange.ResponseBytes));
        Assert.Equal(halves[1].Payload.ToArray(), ring.Find(0)!.Response!.Payload.ToArray());
    }

    [Fact]
    public void Add_MoreThanFit_KeepsTheNewestAndCountsAll()
    {
        var ring = new ExchangeRing(3, 1 << 20, 1 << 10);
        Array.ForEach(Records.Requests(10), record => ring.Add(record));
        Assert.Equal([9, 8, 7], ring.Newest(TrafficQuery.Everything).Select(exchange => exchange.Number));
        Assert.Equal((7, 10), (ring.First, ring.Next));
        Assert.Null(ring.Find(6));
    }

    [Fact]
    public void Add_MoreBytesThanAllowed_DropsTheOldest()
    {
        var ring = new ExchangeRing(100, 1_000, 1_000);
        for (var i = 0; i < 5; i++)
        {
            ring.Add(Records.Response(i, body: new string('x', 300)));
        }

        Assert.Equal([4, 3], ring.Newest(TrafficQuery.Everything).Select(exchange => exchange.Number));
    }

    [Fact]
    public void Add_LongMessage_IsCutAndSaysSo_ButSizesStayTrue()
    {
        var ring = new ExchangeRing(10, 1 << 20, 64);
        var response = Records.Response(1, body: new string('x', 500));
        ring.Add(Records.Request(1));
        ring.Add(response);
        var content = ring.Find(0)!;
        Assert.Equal(64, content.Response!.Payload.Length);
        Assert.True(content.Response.Flags.HasFlag(RecordFlags.Truncated));
        Assert.Equal(response.Payload.Length, content.Summary.ResponseBytes);
    }

    [Fact]
    public void Add_ResponseOfAnEvictedRequest_IsAnExchangeOfItsOwn()
    {
        var ring = new ExchangeRing(2, 1 << 20, 64);
        Array.ForEach(Records.Requests(3), record => ring.Add(record));
        ring.Add(Records.Response(0));
        Assert.Equal([3, 2], ring.Newest(TrafficQuery.Everything).Select(exchange => exchange.Number));
        Assert.Equal("", ring.Newest(TrafficQuery.Everything).First().Method);
    }

    [Fact]
    public void Add_ResponseWhoseRequestWasSkipped_IsLeftOut()
    {
        var ring = new ExchangeRing(10, 1 << 20, 64);
        ring.Add(Records.Request(1), opensResponses: false);
        ring.Add(Records.Response(2), opensResponses: false);
        ring.Add(Records.Response(1, 201), opensResponses: false);
        Assert.Equal((0L, 201), Assert.Single(ring.Newest(TrafficQuery.Everything).Select(exchange => (exchange.Number, exchange.Status))));
    }

    [Fact]
    public void ChangedSince_AfterCompletion_GivesTheExchangeAgain()
    {
        var ring = new ExchangeRing(10, 1 << 20, 64);
        ring.Add(Records.Request(1));
        ring.Add(Records.Request(2));
        var seen = ring.Version;
        ring.Add(Records.Response(1, 201));
        Assert.Equal([(0L, 201)], ring.ChangedSince(seen, TrafficQuery.Everything).Select(exchange => (exchange.Number, exchange.Status)));
        Assert.Equal([1L, 0L], ring.ChangedSince(0, TrafficQuery.Everything).Select(exchange => exchange.Number));
    }
}
