using TapeDeck.Engine.Index;
using TapeDeck.Engine.Query;
using TapeDeck.Engine.Tests.Query;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class SortedWindowTests : IDisposable
{
    private const int Count = 400;
    private readonly IndexedRecording _recording = new();
    private readonly Random _random = new(7);

    public SortedWindowTests()
    {
        // Few values, so that there is much that is equal; some without a response.
        _recording.Add("a.gor", Enumerable.Range(0, Count).SelectMany(number => Exchange(number)));
        _recording.ReadOn();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _recording.Dispose();

    [Theory]
    [InlineData("-Time")]
    [InlineData("Latency")]
    [InlineData("Status,-Target")]
    [InlineData("-Status,Latency,-ResponseBytes")]
    [InlineData("Host,Method,ContentType,Client,-RequestBytes")]
    public void Sorted_WindowsAndWalks_AreThoseOfTheWholeInThatOrder(string text)
    {
        var order = Order(text);
        foreach (var query in new[] { "", "status:2xx", "path=/3", "path:/nothing" })
        {
            var filter = new ExchangeFilter { Query = Parsed.Of(query) };
            var expected = Sort(_recording.Page(filter, 0, Count).Rows, order).Select(row => row.Number).ToArray();
            foreach (var start in new[] { 0, 1, 7, 399, 400, 1_000 })
            {
                var window = _recording.Index.Sorted(filter, order, start, null, 10, Token)!;
                Assert.Equal(expected.Skip(start).Take(10), window.Rows.Select(row => row.Number));
                Assert.Equal((start, expected.Length), (window.Start, window.Total));
            }

            Assert.Equal(expected, Walk(filter, order, 13));
        }
    }

    [Theory]
    [InlineData("Latency")]
    [InlineData("-Status,Target")]
    public void Sorted_OfMoreThanCanBeLookedForFromTheEnds_ReachesEveryRow(string text)
    {
        const int Many = (2 * SortedWindow.End) + 2_000;
        using var recording = new IndexedRecording();
        recording.Add("many.gor", Enumerable.Range(0, Many).SelectMany(number => Exchange(number)));
        recording.ReadOn();
        foreach (var (query, order) in new[] { ("", Order(text)), ("-path=/3", Order(text)), ("", Order("-Method")) })
        {
            var filter = new ExchangeFilter { Query = Parsed.Of(query) };
            var expected = Sort(recording.Page(filter, 0, Many).Rows, order).Select(row => row.Number).ToArray();
            Assert.InRange(expected.Length, (query.Length == 0 ? 2 : 1) * SortedWindow.End + 1_500, Many);
            foreach (var start in new[] { 0, 4_995, 5_000, 5_950, expected.Length - 5_001, expected.Length - 5_000, expected.Length - 3, expected.Length })
            {
                var window = recording.Index.Sorted(filter, order, start, null, 10, Token)!;
                Assert.Equal(expected.Skip(start).Take(10), window.Rows.Select(row => row.Number));
                Assert.Equal((start, expected.Length), (window.Start, window.Total));
            }

            var rows = RowRanges.None.With(7, 9).With(5_500, 5_510).With(expected.Length - 1, expected.Length + 5);
            using var walk = new ExchangeWalk(recording.Index, filter, rows, order, Token);
            Assert.Equal(expected.Where((_, at) => rows.Contains(at)).Order(), Enumerable.Repeat(0, 10).SelectMany(_ => walk.Next(Token)).Select(exchange => exchange.Summary.Number));
        }
    }

    [Fact]
    public void Sorted_InTheMiddleOfWhatGrows_CountsWhatCame()
    {
        const int Many = (2 * SortedWindow.End) + 1_000;
        using var recording = new IndexedRecording();
        recording.Add("many.gor", Enumerable.Range(0, Many).Select(number => Records.Request(number, $"/{number}", number * 10)));
        recording.ReadOn(isGrowing: true);
        Assert.Equal(Many - 1 - 5_500, recording.Index.Sorted(new ExchangeFilter(), Order("-Time"), 5_500, null, 1, Token)!.Rows[0].Number);
        IndexedRecording.Append(recording.Files[0], [Records.Request(Many, "/last", Many * 10)]);
        recording.ReadOn(isGrowing: true);
        Assert.Equal(Many - 5_500, recording.Index.Sorted(new ExchangeFilter(), Order("-Time"), 5_500, null, 1, Token)!.Rows[0].Number);
    }

    [Fact]
    public void Sorted_ExchangesAddedWhileWalking_AreNeitherTwiceNorMissing()
    {
        var order = Order("-Status,Latency");
        var first = Sort(_recording.All(), order).Select(row => row.Number).ToArray();
        var next = Count;
        var seen = Walk(new ExchangeFilter(), order, 13, () =>
        {
            IndexedRecording.Append(_recording.Files[0], Exchange(next++));
            _recording.ReadOn(isGrowing: true);
        });
        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(first, seen.Where(number => number < Count));
    }

    [Fact]
    public void Sorted_BehindAnExchangeThatChanged_IsNone()
    {
        _recording.Add("b.gor", Records.Request(9_999, "/open", 1_000_000));
        _recording.ReadOn();
        var order = Order("-Time");
        var place = ExchangePlace.Behind(_recording.Index.Sorted(new ExchangeFilter(), order, 0, null, 1, Token)!.Rows[0], order);
        Assert.NotNull(_recording.Index.Sorted(new ExchangeFilter(), order, 0, place, 1, Token));
        Assert.Null(_recording.Index.Sorted(new ExchangeFilter(), Order("-Latency"), 0, place with { Values = "17" }, 1, Token));
        Assert.Null(_recording.Index.Sorted(new ExchangeFilter(), order, 0, place with { Id = "other" }, 1, Token));
    }

    /// <summary>A page of very many rows must not sort all of them.</summary>
    [Theory]
    [InlineData("-Latency", "")]
    [InlineData("Target,-Time", "status:2xx")]
    public void Numbers_OfAWindow_AreATopN(string text, string query)
    {
        using var connection = _recording.Index.Database.Connect();
        var where = RecordingIndex.Where(new ExchangeFilter { Query = Parsed.Of(query) });
        SqlText[] conditions = where.Sql.Length == 0 ? [] : [new SqlText(where.Sql[" WHERE ".Length..], where.Values)];
        var numbers = SortedWindow.Numbers([.. conditions, SortedWindow.Behind(connection, Order(text), 5)], Order(text), 100, 10);
        var plan = string.Concat(connection.Query(numbers with { Sql = $"EXPLAIN {numbers.Sql}" }, reader => reader.GetString(1), Token));
        Assert.Contains("TOP_N", plan, StringComparison.Ordinal);
    }

    /// <summary>Few numbers are asked for one by one, many together.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(1_200)]
    public void Rows_OfScatteredNumbers_ComeInTheirOrder(int count)
    {
        using var recording = new IndexedRecording();
        recording.Add("many.gor", Enumerable.Range(0, 4 * 1_200).SelectMany(number => Exchange(number)));
        recording.ReadOn();
        long[] numbers = [.. Enumerable.Range(0, count).Select(place => place % 3 == 0 ? 4_000L + (place / 2) : 3L * place)];
        _random.Shuffle(numbers);
        var all = recording.Page("", count: int.MaxValue).Rows;
        Assert.Equal(numbers.Select(number => all[(int)number]), recording.Index.Rows(numbers, Token));
    }

    private static ExchangeOrder Order(string text) =>
        new([.. text.Split(',').Select(name => new ExchangeSortKey(Enum.Parse<ExchangeColumn>(name.TrimStart('-')), name[0] == '-'))]);

    private static IEnumerable<ExchangeSummary> Sort(IEnumerable<ExchangeSummary> rows, ExchangeOrder order)
    {
        var sorted = rows.OrderBy(_ => 0);
        foreach (var key in order.Keys)
        {
            Func<ExchangeSummary, object> value = row => new object[]
            {
                row.Timestamp, row.Method, row.Target, row.Host, row.Status, row.RequestBytes, row.ResponseBytes, row.Latency, row.ContentType, row.Client,
            }[(int)key.Column];
            var comparer = Comparer<object>.Create((one, other) => one is string text ? string.CompareOrdinal(text, (string)other) : Comparer<object>.Default.Compare(one, other));
            sorted = key.Descends ? sorted.ThenByDescending(value, comparer) : sorted.ThenBy(value, comparer);
        }

        return sorted.ThenBy(row => row.Number);
    }

    private List<long> Walk(ExchangeFilter filter, ExchangeOrder order, int count, Action? between = null)
    {
        var seen = new List<long>();
        ExchangePlace? place = null;
        while (true)
        {
            var window = _recording.Index.Sorted(filter, order, 0, place, count, Token)!;
            Assert.Equal(window.Start + window.Rows.Count == window.Total, window.Rows.Count < count || window.Start + count == window.Total);
            seen.AddRange(window.Rows.Select(row => row.Number));
            if (window.Rows.Count < count || seen.Count > 10 * Count)
            {
                return seen;
            }

            place = ExchangePlace.Behind(window.Rows[^1], order);
            between?.Invoke();
        }
    }

    private IEnumerable<Record> Exchange(int number)
    {
        var request = Records.Request(number, $"/{_random.Next(6)}{(number % 5 == 0 ? "é" : "")}", number * 10);
        return _random.Next(8) == 0 ? [request]
            : [request, Records.Response(number, 200 + (100 * _random.Next(4)), new string('x', _random.Next(3))) with { Timestamp = (number * 10) + _random.Next(4), Latency = _random.Next(4) }];
    }
}
