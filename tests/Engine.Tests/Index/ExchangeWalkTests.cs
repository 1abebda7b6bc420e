using TapeDeck.Engine.Index;
using TapeDeck.Engine.Query;
using TapeDeck.Engine.Tests.Query;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class ExchangeWalkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Next_ManyExchanges_AreAllGivenInOrder()
    {
        using var recording = Recording(20_000);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(number => (long)number), Walk(recording, new ExchangeFilter()).Select(exchange => exchange.Summary.Number));
    }

    [Fact]
    public void Next_OfAnEmptyIndex_IsTheEnd()
    {
        using var recording = Recording(0);
        Assert.Empty(Walk(recording, new ExchangeFilter()));
    }

    [Fact]
    public void Next_FewThatMatch_AreFoundFarApart()
    {
        using var recording = Recording(20_000);
        Assert.Equal(["/7", "/19999"], Walk(recording, new ExchangeFilter { From = 7, To = 8 }).Concat(Walk(recording, new ExchangeFilter { From = 19_999 })).Select(exchange => exchange.Summary.Target));
        Assert.Empty(Walk(recording, new ExchangeFilter { From = 30_000 }));
    }

    [Theory]
    [InlineData("0-19999", "")]
    [InlineData("0,2,4-9000,15000", "")]
    [InlineData("19999-30000", "")]
    [InlineData("40000", "")]
    [InlineData("3,5-7,1000-1500,1990-3000", "path:7")]
    public void Next_OfSomeRows_GivesThoseOfTheListAlone(string text, string query)
    {
        using var recording = Recording(20_000);
        Assert.True(RowRanges.TryParse(text, out var rows));
        var filter = new ExchangeFilter { Query = Parsed.Of(query) };
        var expected = Walk(recording, filter).Where((_, at) => rows.Contains(at)).Select(exchange => exchange.Summary.Number);
        Assert.Equal(expected, Walk(recording, filter, rows).Select(exchange => exchange.Summary.Number));
    }

    [Fact]
    public void Next_OfVeryManyRowsFarApart_GivesEachOnce()
    {
        using var recording = Recording(20_000);
        var rows = Enumerable.Range(0, 9_000).Aggregate(RowRanges.None, (all, at) => at % 3 == 0 ? all.With(at * 2, at * 2) : all);
        Assert.Equal(Enumerable.Range(0, 3_000).Select(at => at * 6L), Walk(recording, new ExchangeFilter(), rows).Select(exchange => exchange.Summary.Number));
    }

    [Fact]
    public void Read_Messages_AreThoseOfTheFiles()
    {
        using var recording = Recording(3_000);
        var rows = Walk(recording, new ExchangeFilter());
        var read = new List<Engine.Formats.RecordedExchange>();
        foreach (var part in ExchangeReader.Parts(rows))
        {
            read.AddRange(new ExchangeReader(recording.Index, recording.Files).Read(part, Token));
        }

        Assert.Equal(3_000, read.Count);
        Assert.All(read, exchange => Assert.Equal($"/{exchange.Summary.Number}", System.Text.Encoding.ASCII.GetString(new Engine.Http.HttpRequestView(exchange.Request!.Payload).Target)));
    }

    [Fact]
    public void Read_FileChangedSinceItWasIndexed_SaysWhere()
    {
        using var recording = Recording(3);
        var rows = Walk(recording, new ExchangeFilter());
        File.WriteAllBytes(recording.Files[0], new byte[10_000]);
        var failure = Assert.Throws<IOException>(() => new ExchangeReader(recording.Index, recording.Files).Read(rows, Token));
        Assert.Equal("x.gor was changed at byte 0 after it was indexed.", failure.Message);
    }

    private static IndexedRecording Recording(int count)
    {
        var recording = new IndexedRecording();
        recording.Add("x.gor", Enumerable.Range(0, count).Select(number => Records.Request(number, $"/{number}", number)));
        recording.ReadOn();
        return recording;
    }

    private static List<IndexedExchange> Walk(IndexedRecording recording, ExchangeFilter filter, RowRanges? rows = null)
    {
        using var walk = new ExchangeWalk(recording.Index, filter, rows);
        var all = new List<IndexedExchange>();
        while (walk.Next(Token) is { Count: > 0 } next)
        {
            all.AddRange(next);
        }

        return all;
    }
}
