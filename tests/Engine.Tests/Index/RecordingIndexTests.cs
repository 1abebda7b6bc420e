using System.Text;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Query;
using TapeDeck.Engine.Tests.Query;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class RecordingIndexTests : IDisposable
{
    private readonly IndexedRecording _recording = new();

    public RecordingIndexTests()
    {
        _recording.Add(
            "a.gor",
            Records.Request(0, "/Orders/1?x=1", 0), Records.Response(0, 200),
            Records.Request(1, "/orders/2", 1), Records.Response(1, 404),
            Records.Request(2, "/users?q=50%25_off", 2), Records.Response(2, 503),
            Records.Request(3, "http://other.test:81/absolute?y", 3),
            Records.Request(4, Encoding.Latin1.GetString("/naïve-äö"u8), 4), Records.Response(4, 299));
        _recording.ReadOn();
    }

    public void Dispose() => _recording.Dispose();

    [Theory]
    [InlineData("orders", new[] { 0, 1 })]
    [InlineData("ORDERS/2", new[] { 1 })]
    [InlineData("%", new[] { 2 })]
    [InlineData("_off", new[] { 2 })]
    [InlineData("\"' OR 1=1 --\"", new int[0])]
    [InlineData("other.TEST", new[] { 3 })]
    [InlineData("get", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("404", new[] { 1 })]
    [InlineData("äö", new[] { 4 })]
    [InlineData("", new[] { 0, 1, 2, 3, 4 })]
    public void Page_Text_IsFoundAnywhereInAnyCase(string text, int[] numbers)
    {
        var page = _recording.Page(text);
        Assert.Equal(numbers, page.Rows.Select(row => (int)row.Number));
        Assert.Equal(numbers.Length, page.Total);
    }

    [Theory]
    [InlineData(0, 2, new[] { 0, 1 })]
    [InlineData(4, 5, new[] { 4 })]
    [InlineData(5, 5, new int[0])]
    [InlineData(1, 0, new int[0])]
    public void Page_Window_IsThatPartOfTheWhole(int start, int count, int[] numbers)
    {
        Assert.Equal(numbers, _recording.Page(new ExchangeFilter(), start, count).Rows.Select(row => (int)row.Number));
        Assert.Equal(numbers, _recording.Page("method:GET", start, count).Rows.Select(row => (int)row.Number));
        Assert.Equal(5, _recording.Page(new ExchangeFilter(), start, count).Total);
    }

    /// <summary>Two stretches of rows, whose matches are counted by themselves.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("path:/odd")]
    [InlineData("path=/65536")]
    [InlineData("header.host:example path:/odd")]
    public void PageAfter_AnyPlace_GoesOnWithTheNextMatch(string query)
    {
        using var large = new IndexedRecording();
        large.Add("large.gor", Enumerable.Range(0, 66_000).Select(number => Records.Request(number, number % 2 == 1 ? $"/odd/{number}" : $"/{number}", number)));
        large.ReadOn();
        var filter = new ExchangeFilter { Query = Parsed.Of(query) };
        var matches = large.Search(filter);
        var scan = new ExchangeScan(large.Files, filter);
        scan.Run(large.Index, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var number in new[] { -1, 0, 1, 65_534, 65_535, 65_536, 65_537, 65_999 })
        {
            var place = number < 0 ? ExchangePlace.Beginning : ExchangePlace.Behind(large.Find(number)!.Summary);
            var page = ExchangeScan.IsNeeded(filter) ? scan.PageAfter(large.Index, place, 3, TestContext.Current.CancellationToken) : large.Index.PageAfter(filter, place, 3, TestContext.Current.CancellationToken);
            Assert.Equal(matches.Where(match => match > number).Take(3), page!.Rows.Select(row => (int)row.Number));
            Assert.Equal((matches.Count(match => match <= number), matches.Length), (page.Start, page.Total));
        }
    }

    [Fact]
    public void PageAfter_OtherExchangeAtThePlace_IsNone()
    {
        var place = ExchangePlace.Behind(_recording.All()[2]);
        Assert.NotNull(_recording.Index.PageAfter(new ExchangeFilter(), place, 1, TestContext.Current.CancellationToken));
        _recording.Add("b.gor", Records.Request(9, "/early", -1));
        _recording.ReadOn();
        Assert.Null(_recording.Index.PageAfter(new ExchangeFilter(), place, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Timeline_OfAll_CountsEveryExchangeOnceByItsClass()
    {
        var timeline = _recording.Index.Timeline(new ExchangeFilter(), 100, TestContext.Current.CancellationToken);

        Assert.Equal(0, timeline.Start % timeline.Step);
        Assert.InRange(timeline.Spans.Count, 1, 100);
        Assert.Equal([1, 0, 2, 0, 1, 1], Enumerable.Range(0, 6).Select(group => timeline.Spans.Sum(span => span.ByStatusClass[group])));
    }

    [Fact]
    public void Timeline_Filtered_KeepsTheSpansOfTheWhole()
    {
        var all = _recording.Index.Timeline(new ExchangeFilter(), 100, TestContext.Current.CancellationToken);
        var some = _recording.Index.Timeline(new ExchangeFilter { Query = Parsed.Of("orders"), From = 1, To = 2 }, 100, TestContext.Current.CancellationToken);

        Assert.Equal((all.Start, all.Step, all.Spans.Count), (some.Start, some.Step, some.Spans.Count));
        Assert.Equal(2, some.Spans.Sum(span => span.Total));
    }

    [Fact]
    public void Page_RangeOfTime_TakesItsBeginningAndLeavesItsEnd()
    {
        var times = _recording.Page(new ExchangeFilter()).Rows.Select(row => row.Timestamp).ToList();

        Assert.Equal([1, 2], _recording.Page(new ExchangeFilter { From = times[1], To = times[3] }).Rows.Select(row => row.Number));
    }

    [Theory]
    [InlineData(0, 100, 1_000_000)]
    [InlineData(99_000_000, 100, 1_000_000)]
    [InlineData(99_000_001, 100, 2_000_000)]
    [InlineData(24_000_000_000, 120, 500_000_000)]
    [InlineData(7_200_000_000_000, 120, 120_000_000_000)]
    [InlineData(864_000_000_000_000_0, 3, 432_000_000_000_000_0)]
    public void TimeStep_OfAStretch_IsTheShortestReadableOne(long length, int spans, long step) => Assert.Equal(step, TimeStep.Covering(length, spans));

    [Fact]
    public void Page_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => _recording.Index.Page(new ExchangeFilter(), 0, 1, cancelled.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(41_234)]
    [InlineData(65_000)]
    [InlineData(99_950)]
    [InlineData(99_999)]
    [InlineData(100_000)]
    [InlineData(123_456)]
    public void Page_DeepUnderAFilter_IsThatOfAllMatches(int start)
    {
        using var recording = new IndexedRecording();
        recording.Add("a.gor", Enumerable.Range(0, 200_000).Select(i => Records.Request(i, i is < 70_000 or >= 140_000 and < 170_000 ? $"/wanted/x{i}" : "/other", i)));
        recording.ReadOn();

        var page = recording.Page(new ExchangeFilter { Query = Parsed.Of("wanted") }, start, 100);
        Assert.Equal(100_000, page.Total);
        Assert.Equal(Enumerable.Range(0, 100_000).Skip(start).Take(100).Select(k => (long)(k < 70_000 ? k : k + 70_000)), page.Rows.Select(row => row.Number));
    }

    [Theory]
    [InlineData("/a/b?c=d?e", "/a/b")]
    [InlineData("/", "/")]
    [InlineData("http://h:1/p/q?r", "/p/q")]
    [InlineData("http://h", "/")]
    [InlineData("/redirect?to=http://x/y", "/redirect")]
    [InlineData("/http://x/y", "/http://x/y")]
    [InlineData("*", "*")]
    [InlineData("host:443", "host:443")]
    public void PathOf_AnyForm_IsThePathWithoutQuery(string target, string path) => Assert.Equal(path, RequestTarget.PathOf(target));
}
