using System.Text;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class RecordingIndexerTests : IDisposable
{
    private readonly IndexedRecording _recording = new();

    public void Dispose() => _recording.Dispose();

    [Fact]
    public void Advance_GoldenRecording_ListsEveryExchangeWithItsResponse()
    {
        _recording.Files.Add(SharedData.Path("golden", "recordings", "withresponses.gor"));
        _recording.ReadOn();

        var records = GorText.ReadFile(_recording.Files[0]).Records;
        var responses = records.Where(r => r.Kind == RecordKind.Response).ToDictionary(r => r.Id.ToString());
        var requests = records.Where(r => r.Kind == RecordKind.Request).OrderBy(r => r.Timestamp).ToList();
        var rows = _recording.All();
        Assert.Equal(requests.Count, rows.Count(row => row.Method.Length > 0));
        Assert.Equal(requests.Select(r => r.Id.ToString()), rows.Where(row => row.Method.Length > 0).Select(row => row.Id));
        Assert.Equal(Enumerable.Range(0, rows.Count).Select(n => (long)n), rows.Select(row => row.Number));
        Assert.Equal(responses.Count, rows.Count(row => row.Status > 0));
        Assert.All(rows.Where(row => row is { Status: > 0, Method.Length: > 0 }), row =>
        {
            Assert.Equal(responses[row.Id].Payload.Length, row.ResponseBytes);
            Assert.Equal(responses[row.Id].Timestamp - row.Timestamp, row.Latency);
        });
        Assert.Empty(_recording.Figures().Damages);
    }

    [Fact]
    public void Advance_SeveralFilesWithRecordsOutOfOrder_NumbersByTime()
    {
        _recording.Add("a_0.gor", Records.Request(1, timestamp: 50), Records.Request(2, timestamp: 10));
        _recording.Add("a_1.gor", Records.Request(3, timestamp: 30), Records.Request(4, timestamp: 10));
        _recording.ReadOn();

        Assert.Equal([10, 10, 30, 50], _recording.All().Select(row => row.Timestamp));
        Assert.Equal([2, 4, 3, 1], _recording.All().Select(row => Convert.ToInt32(row.Id, 16)));
        Assert.True(_recording.Figures().IsSettled);
    }

    [Fact]
    public void Advance_ResponseBeforeItsRequest_IsJoined()
    {
        _recording.Add("a.gor", Records.Response(7, 404), Records.Request(7));
        _recording.ReadOn();

        var row = Assert.Single(_recording.All());
        Assert.Equal((404, "GET"), (row.Status, row.Method));
    }

    [Fact]
    public void Advance_ResponseWithoutRequest_IsAnExchangeOfItsOwn()
    {
        _recording.Add("a.gor", Records.Request(1, timestamp: 1), Records.Response(9, 500));
        _recording.ReadOn();

        Assert.Equal([("GET", 0), ("", 500)], _recording.All().Select(row => (row.Method, row.Status)));
        var found = _recording.Find(1)!;
        Assert.Null(found.Request);
        Assert.NotNull(found.Response);
    }

    [Fact]
    public void Advance_SameIdForEveryRequestOfAConnection_PairsInTurn()
    {
        Record[] records = [.. Enumerable.Range(0, 100).SelectMany(i => new[]
        {
            Records.Request(1, $"/{i}", timestamp: i * 10),
            Records.Response(1, 200 + i) with { Timestamp = (i * 10) + 1 },
        })];
        _recording.Add("a.gor", records);
        _recording.ReadOn();

        Assert.Equal(Enumerable.Range(0, 100).Select(i => ($"/{i}", 200 + i)), _recording.All().Select(row => (row.Target, row.Status)));
    }

    [Fact]
    public void Advance_ResponsesLongAfterTheirRequests_AreJoinedAll()
    {
        const int Count = 60_000; // beyond the joiner's reach
        _recording.Add("a.gor", Records.Requests(Count).Concat(Enumerable.Range(0, Count).Select(i => Records.Response(i, 200 + (i % 300)))));
        _recording.ReadOn();

        var rows = _recording.All();
        Assert.Equal(Count, rows.Count);
        Assert.All(rows, row => Assert.Equal(200 + (int.Parse(row.Target[1..]) % 300), row.Status));
    }

    [Fact]
    public void Advance_WhileTheFileGrows_ShowsEachExchangeAndItsLateResponse()
    {
        var path = _recording.Add("a.gor", Records.Request(1, timestamp: 1));
        _recording.ReadOn(isGrowing: true);
        Assert.Equal(0, Assert.Single(_recording.All()).Status);

        IndexedRecording.Append(path, Records.Request(2, timestamp: 2), Records.Response(1, 201));
        _recording.ReadOn(isGrowing: true);
        Assert.Equal([201, 0], _recording.All().Select(row => row.Status));
        Assert.False(_recording.Figures().IsSettled);

        _recording.Add("b.gor", Records.Response(2, 202));
        _recording.ReadOn();
        Assert.Equal([201, 202], _recording.All().Select(row => row.Status));
        Assert.True(_recording.Figures().IsSettled);
    }

    [Fact]
    public void Advance_RestartBetweenRequestAndResponse_JoinsThem()
    {
        var path = _recording.Add("a.gor", Records.Request(1), Records.Response(2, 202));
        _recording.ReadOn(isGrowing: true);
        _recording.Reopen();
        IndexedRecording.Append(path, Records.Response(1, 201), Records.Request(2, timestamp: 1));
        _recording.ReadOn(isGrowing: true);
        _recording.ReadOn();

        Assert.Equal([201, 202], _recording.All().Select(row => row.Status));
    }

    [Fact]
    public void Advance_HalfARecordAtTheEnd_IsDamageOnlyWhenTheFileDoesNotGrow()
    {
        var path = _recording.Add("a.gor", Records.Request(1));
        var whole = new FileInfo(path).Length;
        File.AppendAllText(path, "1 abc 5 0\nGET /half HT");
        _recording.ReadOn(isGrowing: true);
        Assert.Empty(_recording.Figures().Damages);

        _recording.ReadOn();
        var damage = Assert.Single(_recording.Figures().Damages);
        Assert.Equal((0, whole), (damage.File, damage.Offset));
        Assert.Single(_recording.All());
    }

    [Fact]
    public void Advance_DamageInTheMiddle_KeepsWhatIsWhole()
    {
        var path = _recording.Add("a.gor", Records.Requests(3));
        var damaged = new FileInfo(path).Length;
        File.AppendAllText(path, "no header line at all\r\n\r\n\n🐵🙈🙉\n");
        IndexedRecording.Append(path, Records.Request(9, "/last", timestamp: 9));
        _recording.ReadOn();

        Assert.Equal(["/0", "/1", "/2", "/last"], _recording.All().Select(row => row.Target));
        Assert.Equal(damaged, Assert.Single(_recording.Figures().Damages).Offset);
    }

    [Fact]
    public void Advance_FileThatIsNoRecording_IsDamageAndReadOnce()
    {
        var path = _recording.Add("a.gor");
        File.WriteAllText(path, "<html>not a recording</html>\n");
        _recording.ReadOn();
        _recording.ReadOn();

        Assert.Contains("no .gor", Assert.Single(_recording.Figures().Damages).Reason, StringComparison.Ordinal);
        Assert.Empty(_recording.All());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Advance_FileReplacedByAnother_DiscardsTheIndex(bool longer)
    {
        var path = _recording.Add("a.gor", Records.Request(1, "/old"));
        _recording.ReadOn();
        _recording.Reopen(() =>
        {
            File.Delete(path);
            IndexedRecording.Append(path, Records.Requests(longer ? 9 : 0).Prepend(Records.Request(1, "/new")));
            File.SetLastWriteTimeUtc(path, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        });
        _recording.ReadOn();

        Assert.Equal(longer ? 10 : 1, _recording.All().Count);
        Assert.Equal("/new", _recording.All()[0].Target);
    }

    [Fact]
    public void Advance_FileGrownSinceItWasComplete_ReadsOnlyWhatCame()
    {
        var path = _recording.Add("a.gor", Records.Request(1, "/old", 1), Records.Response(1));
        _recording.ReadOn();
        _recording.Reopen(() => IndexedRecording.Append(path, Records.Request(2, "/new", 2), Records.Response(2, 404)));
        _recording.ReadOn();

        Assert.Equal([("/old", 200), ("/new", 404)], _recording.All().Select(row => (row.Target, row.Status)));
    }

    [Fact]
    public void Advance_FileCutSinceItWasComplete_DiscardsTheIndex()
    {
        var path = _recording.Add("a.gor", Records.Request(1, "/kept", 1));
        var kept = new FileInfo(path).Length;
        IndexedRecording.Append(path, Records.Request(2, "/cut", 2));
        _recording.ReadOn();
        _recording.Reopen(() =>
        {
            using var file = File.OpenWrite(path);
            file.SetLength(kept);
        });
        _recording.ReadOn();

        Assert.Equal("/kept", Assert.Single(_recording.All()).Target);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Advance_FileReplacedByOneOfTheSameSize_DiscardsTheIndex(bool sameTime)
    {
        var path = _recording.Add("a.gor", Records.Request(1, "/one"));
        var written = File.GetLastWriteTimeUtc(path);
        _recording.ReadOn();
        _recording.Reopen(() =>
        {
            File.Delete(path);
            IndexedRecording.Append(path, Records.Request(1, "/two"));
            File.SetLastWriteTimeUtc(path, sameTime ? written : written.AddSeconds(1));
        });
        _recording.ReadOn();

        Assert.Equal("/two", Assert.Single(_recording.All()).Target);
    }

    [Fact]
    public void Advance_ResponseWithoutRequestInTheMiddle_TakesItsPlaceInTime()
    {
        _recording.Add("a.gor", Records.Request(1, "/1", 1), Records.Response(90, 500) with { Timestamp = 2 }, Records.Request(3, "/3", 3));
        _recording.ReadOn();

        Assert.Equal([1, 2, 3], _recording.All().Select(row => row.Timestamp));
        Assert.Equal([0, 1, 2], _recording.All().Select(row => row.Number));
    }

    [Fact]
    public void Advance_ResponsesLongBeforeTheirRequests_AreJoinedAll()
    {
        const int Count = 60_000; // beyond the joiner's reach
        _recording.Add("a.gor", Enumerable.Range(0, Count).Select(i => Records.Response(i, 200 + (i % 300)) with { Timestamp = i + 1 }).Concat(Records.Requests(Count)));
        _recording.ReadOn();

        var rows = _recording.All();
        Assert.Equal(Count, rows.Count);
        Assert.All(rows, row => Assert.Equal(200 + (int.Parse(row.Target[1..]) % 300), row.Status));
        Assert.Equal(Enumerable.Range(0, Count).Select(n => (long)n), rows.Select(row => row.Number));
    }

    [Fact]
    public void Advance_UnchangedFilesAfterRestart_ReadsNothingAgain()
    {
        _recording.Add("a.gor", Records.Requests(10));
        _recording.ReadOn();
        var written = File.GetLastWriteTimeUtc(_recording.IndexPath);
        _recording.Reopen();
        var before = _recording.Figures();
        Assert.True(_recording.Indexer.Advance(_recording.Files, isGrowing: false, TestContext.Current.CancellationToken));

        Assert.Equivalent(before, _recording.Figures());
        Assert.Equal(10, before.Exchanges);
    }

    [Fact]
    public void Open_IndexOfGarbage_IsRebuilt()
    {
        _recording.Add("a.gor", Records.Requests(10));
        _recording.Reopen(() => File.WriteAllText(_recording.IndexPath, new string('x', 5000)));
        _recording.ReadOn();

        Assert.Equal(10, _recording.All().Count);
    }

    [Fact]
    public void Advance_StoppedInTheMiddleOfALongFile_StartsAnewAndMissesNothing()
    {
        _recording.Add("a.gor", Records.Requests(200_000));
        Assert.False(_recording.Indexer.Advance(_recording.Files, isGrowing: false, TestContext.Current.CancellationToken));
        Assert.InRange(_recording.Figures().Exchanges, 1, 199_999);
        _recording.Reopen();
        _recording.ReadOn();

        var last = _recording.Page(new ExchangeFilter(), 199_900, 200);
        Assert.Equal(200_000, last.Total);
        Assert.Equal("/199999", last.Rows[^1].Target);
        Assert.Equal(199_999, last.Rows[^1].Number);
    }

    [Fact]
    public async Task Page_WhileTheIndexerWrites_SeesWholeCommitsOnly()
    {
        var path = _recording.Add("a.gor");
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < 40; i++)
            {
                IndexedRecording.Append(path, Enumerable.Range(i * 500, 500).SelectMany(n => new[] { Records.Request(n, $"/{n}", n), Records.Response(n) }));
                _recording.ReadOn(isGrowing: i < 39);
            }
        }, TestContext.Current.CancellationToken);
        var totals = new List<long>();
        while (!writing.IsCompleted)
        {
            var page = _recording.Page("status:2xx", 0, 50);
            totals.Add(page.Total);
            Assert.Equal(Math.Min(50, page.Total), page.Rows.Count);
        }

        await writing;
        Assert.All(totals, total => Assert.Equal(0, total % 500));
        Assert.Equal(totals.Order(), totals);
        Assert.Equal(20_000, _recording.Page("status:2xx", 0, 1).Total);
    }

    [Fact]
    public void Find_Location_LeadsToTheBytesOfTheRecord()
    {
        var path = _recording.Add("a.gor", Records.Request(1, "/a"), Records.Response(1, 200, "body"));
        _recording.ReadOn();

        var found = _recording.Find(0)!;
        var bytes = File.ReadAllBytes(path);
        var response = found.Response!.Value;
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody", Encoding.Latin1.GetString(
            GorReader.Parse(bytes.AsMemory((int)response.Offset, response.Length)).Payload.Span));
        Assert.Null(_recording.Find(1));
    }
}
