using DuckDB.NET.Data;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Replay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class ReplayResultStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1000));
    private readonly ReplayResultIndex _index;

    public ReplayResultStoreTests() => _index = ReplayResultIndex.Open(_folder.File("replay.duckdb"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _index.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Add_ResultsOutOfOrder_ReadInOrderOfSending()
    {
        await StoreAsync(Enumerable.Range(0, 5000).Reverse().Select(n => Result(n)));

        var page = Page(new ReplayResultFilter(), 4990, 100);
        Assert.Equal(5000, page.Total);
        Assert.Equal(Enumerable.Range(4990, 10).Select(n => ((long)n, $"/{n}")), page.Rows.Select(row => (row.Number, row.Target)));
    }

    [Fact]
    public async Task Add_TimesAndStatus_ComeBackInTheirUnits()
    {
        var start = _time.GetTimestamp();
        var tick = TimeSpan.FromMilliseconds(1);
        long After(int milliseconds) => start + (long)(milliseconds * tick.TotalSeconds * _time.TimestampFrequency);
        var store = new ReplayResultStore(_index, _time);
        store.Add(Result(0) with { Due = After(10), Sent = After(12), FirstByte = After(20), Ended = After(25), Status = 201, ResponseBytes = 77 });
        await store.DisposeAsync();

        var row = Assert.Single(Page(new ReplayResultFilter()).Rows);
        Assert.Equal((15, 13, 2), (row.LatencyMilliseconds, row.ServiceMilliseconds, row.LatenessMilliseconds));
        Assert.Equal((201, 77), (row.Status, row.ResponseBytes));
        Assert.Equal(1_000_012_000_000, row.SentAt);
        Assert.Null(row.Failure);
    }

    [Fact]
    public async Task Timeline_OfAnswers_HasTheirNumberAndTheirLatencies()
    {
        long At(double seconds) => _time.GetTimestamp() + (long)(seconds * _time.TimestampFrequency);
        ReplayResult Answered(int number, double sent, double ended) =>
            Result(number) with { Due = At(sent), Sent = At(sent), FirstByte = At(ended), Ended = At(ended), Status = 200 };
        await StoreAsync([Answered(0, 0, 0.1), Answered(1, 0.1, 0.3), Answered(2, 8, 8.2), Result(3) with { Failure = LedgerReason.Refused, Sent = 0 }]);

        var timeline = _index.Timeline(10, Token);

        Assert.Equal(1_000_000_000, timeline.Step);
        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 0, 1], timeline.Spans.Select(span => span.Responses));
        Assert.Equal(150, timeline.Spans[0].P50, 0.001);
        Assert.Equal(200, timeline.Spans[8].P95, 0.001);
    }

    [Fact]
    public async Task Timeline_WithoutAnswers_IsEmpty()
    {
        await StoreAsync([Result(0) with { Status = 0, Failure = LedgerReason.Refused, Sent = 0 }]);

        Assert.Empty(_index.Timeline(10, Token).Spans);
    }

    [Fact]
    public async Task Add_Failure_KeepsItsReasonAndHasNoSendTime()
    {
        await StoreAsync([Result(0), Result(1) with { Status = 0, Failure = LedgerReason.Refused, FailureDetail = "Connection refused", Sent = 0 }]);

        var row = Assert.Single(Page(new ReplayResultFilter { FailedOnly = true }).Rows);
        Assert.Equal((1, "Connection refused"), (row.Number, row.Failure));
        Assert.Null(row.SentAt);
        Assert.Equal([1, 1, 1, 0], new[] { "REFUSED", "200", "failure=\"Connection refused\"", "failure:timeout" }.Select(text => Page(Asked(text)).Total));
    }

    [Fact]
    public async Task Page_OfOneRequest_HasItsResultsAlone()
    {
        await StoreAsync([Result(0), Result(1), Result(2) with { Request = Result(1).Request }]);

        var found = Page(new ReplayResultFilter { Id = Result(1).Request.Id.ToString() });
        Assert.Equal([1L, 2L], found.Rows.Select(row => row.Number));
        Assert.Equal(2, found.Total);
        Assert.Empty(Page(new ReplayResultFilter { Id = "none" }).Rows);
    }

    [Fact]
    public async Task AddRecorded_StatusOfTheSameId_StandsBesideTheReplayedOne()
    {
        var store = new ReplayResultStore(_index, _time);
        await store.AddRecordedAsync(Records.Response(1, 404), Token);
        store.Add(Result(1));
        store.Add(Result(2));
        await store.AddRecordedAsync(Records.Response(2, 302), Token);
        store.Add(Result(3));
        await store.DisposeAsync();

        Assert.Equal([404, 302, 0], Page(new ReplayResultFilter()).Rows.Select(row => row.RecordedStatus));
    }

    [Fact]
    public async Task Find_MessagesLargerThanTheCap_AreCutAndFlagged()
    {
        var large = Records.Response(0, 200, new string('x', 200_000));
        await StoreAsync([Result(0) with { Response = large, ResponseBytes = large.Payload.Length }, Result(1)]);

        var found = _index.Find(0, Token)!;
        Assert.Equal("GET /0 HTTP/1.1\r\nHost: example.test\r\n\r\n"u8.ToArray(), found.Request.Payload.ToArray());
        Assert.Equal(large.Payload[..ReplayResultStore.MaxPayloadBytes].ToArray(), found.Response!.Payload.ToArray());
        Assert.Equal((RecordFlags.None, RecordFlags.Truncated), (found.Request.Flags, found.Response.Flags));
        Assert.Null(_index.Find(1, Token)!.Response);
        Assert.Null(_index.Find(2, Token));
    }

    [Fact]
    public async Task Add_QueueFull_CountsWhatIsMissing()
    {
        var store = new ReplayResultStore(_index, _time, capacity: 10);
        store.Add(Result(0));
        await Eventually.HoldsAsync(() => Page(new ReplayResultFilter()).Total == 1); // the clock stands still: after its first batch the loop sleeps
        for (var n = 1; n <= 1000; n++)
        {
            store.Add(Result(n));
        }

        await store.DisposeAsync();
        var stored = Page(new ReplayResultFilter()).Total;
        Assert.Equal((11, 990), (stored, store.Missed));
        Assert.Equal(store.Missed, _index.Missed());
    }

    [Fact]
    public async Task Add_AfterTheStoreEnded_IsCounted()
    {
        var store = new ReplayResultStore(_index, _time);
        await store.DisposeAsync();
        store.Add(Result(0));
        Assert.Equal(1, store.Missed);
    }

    [Fact]
    public void Open_FileOfTheVersionBefore_IsBroughtToThisOne()
    {
        var path = _folder.File("old.duckdb");
        using (var old = new DuckDBConnection($"DataSource={path}"))
        {
            old.Open();
            old.Execute("""
                CREATE TABLE index_version (version INTEGER NOT NULL);
                INSERT INTO index_version VALUES (1);
                CREATE TABLE result (
                    n BIGINT NOT NULL, id VARCHAR NOT NULL, method VARCHAR NOT NULL, target VARCHAR NOT NULL, status SMALLINT NOT NULL,
                    failure VARCHAR NOT NULL, latency DOUBLE NOT NULL, service DOUBLE NOT NULL, lateness DOUBLE NOT NULL,
                    request_bytes BIGINT NOT NULL, response_bytes BIGINT NOT NULL, sent_at BIGINT NOT NULL,
                    request BLOB, response BLOB);
                INSERT INTO result VALUES (0, 'a', 'GET', '/x?y=1', 200, '', 2.5, 2, 0, 10, 20, 1, NULL, NULL);
                CREATE TABLE recorded (id VARCHAR NOT NULL, status SMALLINT NOT NULL);
                CREATE TABLE missed (results BIGINT NOT NULL);
                INSERT INTO missed VALUES (0);
                """);
        }

        foreach (var _ in Enumerable.Range(0, 2)) // the second time there is nothing to do
        {
            using var index = ReplayResultIndex.Open(path);
            Assert.Equal([1, 1, 1, 0], new[] { "path=/x", "query=y=1", "latency=2.5ms", "host=*" }.Select(text => index.Page(Asked(text), 0, 10, Token).Total));
            Assert.Equal("/x?y=1", Assert.Single(index.Page(new ReplayResultFilter(), 0, 10, Token).Rows).Target);
        }
    }

    [Fact]
    public void Open_FileOfAnotherKind_IsRefusedAndLeftAlone()
    {
        var path = _folder.File("other.duckdb");
        File.WriteAllText(path, "something of the user's");
        Assert.Throws<IOException>(() => ReplayResultIndex.Open(path));
        Assert.Equal("something of the user's", File.ReadAllText(path));
    }

    private static ReplayResultFilter Asked(string text) => new() { Query = Query.Parsed.Of(text, scope: Engine.Query.QueryScopes.Results) };

    private ReplayResultWindow Page(ReplayResultFilter filter, long start = 0, int count = 100) => _index.Page(filter, start, count, Token);

    private async Task StoreAsync(IEnumerable<ReplayResult> results)
    {
        var store = new ReplayResultStore(_index, _time);
        foreach (var result in results)
        {
            store.Add(result);
        }

        await store.DisposeAsync();
        Assert.Null(store.Failure);
    }

    private static ReplayResult Result(int number) => new()
    {
        Number = number,
        Request = Records.Request(number, $"/{number}"),
        Status = 200,
        Due = 1,
        Sent = 2,
        Ended = 3,
    };
}
