using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Index;

/// <summary>Appends results in transactions.</summary>
internal sealed class ReplayResultWriter : IDisposable
{
    private const int BatchRows = 16_384;
    private const long BatchBytes = 16L << 20;

    private readonly DuckDBConnection _connection;
    private readonly TimeProvider _time;
    private readonly long _originTimestamp;
    private readonly long _originNanoseconds;
    private DuckDBTransaction? _transaction;
    private DuckDBAppender? _results;
    private DuckDBAppender? _recorded;
    private int _rows;
    private long _bytes;
    private long _missed;

    public ReplayResultWriter(ReplayResultIndex index, TimeProvider time)
    {
        _connection = index.Database.Connect();
        _time = time;
        _originTimestamp = time.GetTimestamp();
        _originNanoseconds = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>Whether enough is appended to be committed.</summary>
    public bool IsFull => _rows >= BatchRows || _bytes >= BatchBytes;

    public void Append(ReplayResult result)
    {
        Begin();
        _results ??= _connection.CreateAppender("result");
        var request = Kept(result.Request);
        var response = Kept(result.Response);
        var known = ExchangeSummarizer.Summarize(result.Number, result.Request, result.Response);
        _results.CreateRow()
            .AppendValue(result.Number).AppendValue(result.Request.Id.ToString())
            .AppendValue(known.Method).AppendValue(known.Target)
            .AppendValue((short)result.Status).AppendValue(Failure(result))
            .AppendValue(Milliseconds(result.Due, result.Ended)).AppendValue(Milliseconds(result.Sent, result.Ended))
            .AppendValue(Milliseconds(result.Due, result.Sent))
            .AppendValue((long)result.Request.Payload.Length).AppendValue(result.ResponseBytes).AppendValue(Nanoseconds(result.Sent))
            .AppendValue(request).AppendValue(response)
            .AppendValue(known.Host).AppendValue(RequestTarget.PathOf(known.Target)).AppendValue(RequestTarget.QueryOf(known.Target))
            .AppendValue(PathTemplates.ByLooks(RequestTarget.PathOf(known.Target))).AppendValue(known.ContentType).AppendValue(known.Client).AppendValue(known.Connection).EndRow();
        _rows++;
        _bytes += request.Length + response.Length;
    }

    public void AppendRecorded(string id, int status)
    {
        Begin();
        _recorded ??= _connection.CreateAppender("recorded");
        _recorded.CreateRow().AppendValue(id).AppendValue((short)status).EndRow();
        _rows++;
    }

    /// <summary>Makes what was appended durable and visible to readers.</summary>
    public void Commit(long missed)
    {
        if (_transaction is null && missed == _missed)
        {
            return;
        }

        Begin();
        Close(ref _results);
        Close(ref _recorded);
        _connection.Execute("UPDATE missed SET results = ?", missed);
        _transaction!.Commit();
        _transaction.Dispose();
        (_transaction, _rows, _bytes, _missed) = (null, 0, 0, missed);
    }

    public void Dispose()
    {
        DuckDBConnectionExtensions.LetGo(_results, _recorded, _transaction, _connection);
    }

    private static void Close(ref DuckDBAppender? appender)
    {
        appender?.Close();
        appender?.Dispose();
        appender = null;
    }

    private static Span<byte> Kept(Record? record) => record is null
        ? []
        : MemoryMarshal.AsMemory(record.Payload[..Math.Min(record.Payload.Length, ReplayResultStore.MaxPayloadBytes)]).Span;

    private static string Failure(ReplayResult result) =>
        result.Failure is { } reason ? result.FailureDetail is { Length: > 0 } detail ? detail : reason.ToString() : "";

    private void Begin() => _transaction ??= _connection.BeginTransaction();

    /// <summary>0 when one of the steps was not reached.</summary>
    private double Milliseconds(long from, long to) => from == 0 || to == 0 ? 0 : _time.GetElapsedTime(from, to).TotalMilliseconds;

    private long Nanoseconds(long timestamp) => timestamp == 0
        ? 0
        : _originNanoseconds + (_time.GetElapsedTime(_originTimestamp, timestamp).Ticks * TimeSpan.NanosecondsPerTick);
}
