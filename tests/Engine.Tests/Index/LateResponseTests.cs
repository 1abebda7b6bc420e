using TapeDeck.Engine.Index;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class LateResponseTests : IDisposable
{
    private const int Between = 20_000; // more exchanges than the joiner holds back

    private readonly IndexedRecording _recording = new();

    public void Dispose() => _recording.Dispose();

    /// <summary>Rows are used again while others of the same id still wait.</summary>
    [Fact]
    public void Advance_RequestsOfOneIdAnsweredFarApart_PairsInTurn()
    {
        _recording.Add("a.gor", Records.Request(1, "/a", 1), Records.Request(1, "/b", 2), Records.Request(1, "/c", 3));
        foreach (var status in new[] { 201, 202, 203 })
        {
            IndexedRecording.Append(_recording.Files[0], Others(status * Between).Append(Records.Response(1, status) with { Timestamp = long.MaxValue }));
        }

        _recording.ReadOn(isGrowing: true);

        Assert.Equal([("/a", 201), ("/b", 202), ("/c", 203)], _recording.Page("id:000000000000000000000001").Rows.Select(row => (row.Target, row.Status)));
    }

    [Fact]
    public void Settle_AfterARestart_BringsThemIntoTheirRows()
    {
        using (var writer = new RecordingIndexWriter(_recording.Index.Database))
        {
            var row = Row(Records.Request(1, timestamp: 5));
            writer.Append(row);
            row.Take(Row(Records.Response(1, 201) with { Timestamp = 12 }));
            writer.Update(row);
            writer.Commit([], [], isWhole: true, isLive: false);
        }

        Assert.Equal(0, Assert.Single(_recording.All()).Status);
        _recording.Reopen();
        using (var writer = new RecordingIndexWriter(_recording.Index.Database))
        {
            writer.Settle();
        }

        var answered = Assert.Single(_recording.All());
        Assert.Equal((201, 7), (answered.Status, answered.Latency));
    }

    private static IndexRow Row(Record record)
    {
        var row = new IndexRow();
        row.Set(record, new RecordLocation(0, 0, record.Payload.Length));
        return row;
    }

    private static IEnumerable<Record> Others(int first) => Enumerable.Range(first, Between).SelectMany(i => new[] { Records.Request(i, $"/{i}", i), Records.Response(i) });
}
