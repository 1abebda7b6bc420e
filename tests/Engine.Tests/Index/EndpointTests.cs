using System.Text;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Tests.Query;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class EndpointTests : IDisposable
{
    private readonly IndexedRecording _recording = new();

    public void Dispose() => _recording.Dispose();

    [Fact]
    public void Endpoints_OfARecording_AddUpCountsBytesAndExactPercentiles()
    {
        var path = _recording.Add("a.gor", Records.Request(900, "/health", 500_000));
        for (var i = 1; i <= 100; i++)
        {
            IndexedRecording.Append(path, Records.Request(i, $"/users/{i}?page={i}", i * 1000), Answer(i, i <= 90 ? 200 : 503, i));
        }

        _recording.ReadOn();

        var table = Endpoints(new ExchangeFilter());
        Assert.Equal(["GET example.test /users/{id}", "GET example.test /health"], table.Items.Select(item => item.Key.ToString()));
        var users = table.Items[0];
        Assert.Equal((100, 10, 0), (users.Exchanges, users.Errors, users.Unanswered));
        Assert.Equal((50, 95, 99), (users.P50, users.P95, users.P99));
        Assert.Equal(_recording.All().Where(row => row.Target.StartsWith("/users", StringComparison.Ordinal)).Sum(row => row.ResponseBytes), users.ResponseBytes);
        Assert.Equal((1, 1, null), (table.Items[1].Exchanges, table.Items[1].Unanswered, table.Items[1].P99));
        Assert.Equal(2, table.Total);
    }

    [Fact]
    public void Endpoints_FewerAskedForThanThereAre_TellsHowManyThereAre()
    {
        _recording.Add("a.gor", Records.Request(1, "/a"), Records.Request(2, "/b", 1), Records.Request(3, "/b", 2));
        _recording.ReadOn();

        var table = _recording.Index.Endpoints(new ExchangeFilter(), 1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("/b", Assert.Single(table.Items).Key.Template);
        Assert.Equal(2, table.Total);
    }

    [Fact]
    public void Page_OfAnEndpoint_HoldsItsExchangesAlone()
    {
        _recording.Add("a.gor", Records.Request(1, "/users/7", 1), Records.Request(2, "/users/8?x", 2), Records.Request(3, "/users", 3));
        _recording.ReadOn();

        var page = _recording.Page(new ExchangeFilter { Endpoint = new EndpointKey("GET", "example.test", "/users/{id}") });
        Assert.Equal(["/users/7", "/users/8?x"], page.Rows.Select(row => row.Target));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Endpoints_WordsThatTurnOutToBeNames_AreCorrectedInEarlierRows(bool reopened)
    {
        const int Count = PathTemplates.MostWords + 5;
        var path = _recording.Add("a.gor", Enumerable.Range(0, 10).Select(i => Records.Request(i, $"/shop/{Word(i)}", i)));
        _recording.ReadOn(isGrowing: true);
        Assert.Equal(10, Endpoints(new ExchangeFilter()).Total);
        if (reopened)
        {
            _recording.Reopen();
        }

        IndexedRecording.Append(path, Enumerable.Range(10, Count - 10).Select(i => Records.Request(i, $"/shop/{Word(i)}", i)));
        _recording.ReadOn();

        var only = Assert.Single(Endpoints(new ExchangeFilter()).Items);
        Assert.Equal(("/shop/{name}", Count), (only.Key.Template, only.Exchanges));
        Assert.Equal(Count, _recording.Page("endpoint=\"GET /shop/{name}\"").Total);
        Assert.False(Parsed.Of("endpoint:{name}").IsMatch(ExchangeSummarizer.Summarize(0, Records.Request(0, "/shop/shoe"), null)));
    }

    [Fact]
    public void Client_OfAResponseThatNothingAsksFor_IsThatOfItsId()
    {
        // The second comes so late after a request of its id that it is paired only when the index is settled.
        var id = RecordId.From("c0de1f900a00000700000001");
        _recording.Add(
            "a.gor",
            [Records.Request(1) with { Id = id }, Records.Response(1) with { Id = id }, .. Records.Requests(70_000).Select(request => request with { Timestamp = 5 }), Records.Response(2) with { Id = id }]);
        _recording.ReadOn();

        var page = _recording.Page("client=10.0.0.7 connection=c0de1f900a000007");
        Assert.Equal(["GET", ""], page.Rows.Select(row => row.Method));
        Assert.All(page.Rows, row => Assert.Equal(("10.0.0.7", "c0de1f900a000007"), (row.Client, row.Connection)));
    }

    [Theory]
    [InlineData("endpoint", "get /u", "GET /users/{id}")]
    [InlineData("endpoint", "/u", "/users/{id}")]
    [InlineData("client", "10.", "10.0.0.7")]
    [InlineData("connection", "c0", "c0de1f900a000007")]
    public void Values_OfWhatIsWorkedOut_AreOffered(string field, string prefix, string value)
    {
        _recording.Add("a.gor", Records.Request(1, "/users/17") with { Id = RecordId.From("c0de1f900a00000700000001") }, Records.Request(2, "/health", 1));
        _recording.ReadOn();

        Assert.Equal([(value, 1)], FieldValues.Of(_recording.Index, field, prefix, 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Advance_HeadersOfTheRequest_AreColumns()
    {
        _recording.Add("a.gor", Request("X-Forwarded-For: 10.1.2.3, 10.0.0.1\r\n"), Request("X-Real-IP: 10.9.9.9\r\nX-Forwarded-For: 10.1.2.3\r\n"));
        _recording.ReadOn();

        using var connection = _recording.Index.Database.Connect();
        var rows = connection.Query(
            SqlText.Of("SELECT client, connection, query, host FROM exchange ORDER BY n"),
            row => string.Join('|', Enumerable.Range(0, 4).Select(row.GetString)), TestContext.Current.CancellationToken);
        Assert.Equal(["10.1.2.3|0123456789abcdef|q=é|h.example", "10.9.9.9|0123456789abcdef|q=é|h.example"], rows);
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
    public void Target_AnyForm_IsTakenApartAndPutTogether(string target, string path)
    {
        _recording.Add("a.gor", Records.Request(1, target));
        _recording.ReadOn();

        Assert.Equal(path, RequestTarget.PathOf(target));
        Assert.Equal(path, Encoding.Latin1.GetString(new RequestTarget<byte>(Encoding.Latin1.GetBytes(target)).Path));
        Assert.Equal(target, Assert.Single(_recording.All()).Target);
    }

    private EndpointTable Endpoints(ExchangeFilter filter) => _recording.Index.Endpoints(filter, 100, cancellationToken: TestContext.Current.CancellationToken);

    private static string Word(int number) => $"shoe-{(char)('a' + (number / 26))}{(char)('a' + (number % 26))}";

    private static Record Answer(int number, int status, long latency) => Records.Response(number, status) with { Timestamp = (number * 1000) + latency };

    private static Record Request(string headers) => new()
    {
        Kind = RecordKind.Request,
        Id = RecordId.From("0123456789abcdef00000001"),
        Timestamp = 1,
        Payload = Encoding.Latin1.GetBytes($"POST /long-enough-not-to-lie-inline?q=é HTTP/1.1\r\nhost: h.example\r\n{headers}\r\n"),
    };
}
