using System.Text;
using DuckDB.NET.Data;
using TapeDeck.Engine.Gzip;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Index;

/// <summary>
/// Writes rows and reading progress in transactions: after a crash, progress and rows always fit. One writer an index.
/// After an exception the writer is of no more use; what was committed stands.
/// </summary>
internal sealed class RecordingIndexWriter : IExchangeRows, IDisposable
{
    private readonly DuckDBConnection _connection;
    private readonly ContentPointWriter _points;
    private PathTemplates _templates = new();
    private DuckDBTransaction? _transaction;
    private ChunkAppender? _exchanges;
    private DuckDBAppender? _answers;
    private DuckDBAppender? _strays;
    private IReadOnlyList<SourceProgress> _sources = [];
    private long _lastTimestamp;
    private bool _ordered;
    private bool _settled;
    private long _otherRecords;
    private long _revision;

    public RecordingIndexWriter(IndexDatabase database)
    {
        _connection = database.Connect();
        _points = new ContentPointWriter(_connection);
        Load();
        LoadTemplates();
    }

    /// <summary>Rows written, committed or not.</summary>
    public long Count { get; private set; }

    /// <summary>Whether all that was read up to the last commit was written, so that another writer may go on from there.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The files as they were committed last, and how much damage in them is known.</summary>
    public (List<SourceProgress> Sources, long Damages) LoadSources()
    {
        var sources = _connection.Query(
            SqlText.Of("SELECT name, position, length, modified, head, seen, open FROM source ORDER BY number"),
            row => new SourceProgress(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetInt64(5), row.GetBoolean(6)));
        _sources = sources;
        return (sources, (long)_connection.Scalar("SELECT count(*) FROM damage")!);
    }

    /// <summary>The last known place in a compressed file at or before an offset in its content; null when there is none.</summary>
    public GzipPoint? NearestPoint(int source, long offset) => _points.Nearest(source, offset);

    /// <summary>Keeps a place in a compressed file from which on it can be read.</summary>
    public void Keep(int source, GzipPoint place)
    {
        Begin();
        _points.Add(source, place);
    }

    public void Append(ExchangeRow row)
    {
        Begin();
        _exchanges ??= new ChunkAppender(_connection, "exchange_row");
        _ordered &= row.Timestamp >= _lastTimestamp;
        _lastTimestamp = Math.Max(_lastTimestamp, row.Timestamp);
        row.Number = Count++;
        ((IndexRow)row).AppendTo(_exchanges, _templates);
    }

    public void Update(ExchangeRow answered)
    {
        var row = (IndexRow)answered;
        Begin();
        _answers ??= _connection.CreateAppender("answer");
        var at = row.ResponseLocation;
        _answers.CreateRow().AppendValue(row.Number).AppendValue(row.Status).AppendValue(row.ResponseBytes)
            .AppendValue(Latin1(row.ContentType)).AppendValue(row.Latency)
            .AppendValue(at.File).AppendValue(at.Offset).AppendValue(at.Length).EndRow();
    }

    public void Stray(ExchangeRow unasked)
    {
        var response = (IndexRow)unasked;
        Begin();
        _strays ??= _connection.CreateAppender("stray");
        var at = response.ResponseLocation;
        _strays.CreateRow().AppendValue(response.Id.ToString()).AppendValue(response.Timestamp).AppendValue(response.Status)
            .AppendValue(response.ResponseBytes).AppendValue(Latin1(response.ContentType))
            .AppendValue(at.File).AppendValue(at.Offset).AppendValue(at.Length)
            .AppendValue(Latin1(response.Client(stackalloc byte[ClientAddress.MostBytes]))).AppendValue(response.SessionLength).EndRow();
    }

    /// <summary>Counts records that are neither request nor response.</summary>
    public void SkipOther() => _otherRecords++;

    /// <summary>Makes rows and progress durable and visible to readers; does nothing when there is nothing new.</summary>
    /// <param name="sources">How far the files are read.</param>
    /// <param name="damages">What was found damaged since the last commit.</param>
    /// <param name="isWhole">Whether the joiner holds nothing back.</param>
    /// <param name="isLive">Whether rows show at once what came for them after they were written; else <see cref="Settle"/> sees to it.</param>
    public void Commit(IReadOnlyList<SourceProgress> sources, IReadOnlyList<RecordingDamage> damages, bool isWhole, bool isLive)
    {
        if (_transaction is null && ReferenceEquals(sources, _sources) && damages.Count == 0 && isWhole == IsWhole)
        {
            return;
        }

        Begin();
        CloseExchanges();
        Close(ref _strays);
        Close(ref _answers);
        if (isLive)
        {
            ApplyAnswers();
        }

        _points.Flush();
        (_settled, IsWhole) = (false, isWhole);
        WriteProgress();
        WriteSources(sources, damages);
        End();
        _sources = sources;
    }

    /// <summary>Pairs what the joiner could not, then puts all exchanges in order of time. Does nothing when nothing was committed since.</summary>
    public void Settle()
    {
        if (_settled)
        {
            return;
        }

        Begin();
        ApplyAnswers();
        PairStrays();
        ApplyTemplates();
        if (!_ordered)
        {
            _connection.Execute(RecordingTables.Sort);
        }

        (_ordered, _settled) = (true, true);
        WriteProgress();
        End();
        Load();
    }

    /// <summary>Empties the index: the files are not those it was made from.</summary>
    public void Reset()
    {
        Begin();
        _points.Clear();
        _connection.Execute(RecordingTables.Recreate);
        (_ordered, _settled, IsWhole, _otherRecords, _templates) = (true, true, true, 0, new PathTemplates());
        WriteProgress();
        End();
        Load();
    }

    public void Dispose()
    {
        DuckDBConnectionExtensions.LetGo(_exchanges, _answers, _strays, _transaction, _connection);
    }

    private void Load()
    {
        Count = (long)_connection.Scalar("SELECT count(*) FROM exchange_row")!;
        _lastTimestamp = _connection.Scalar("SELECT max(ts) FROM exchange_row") as long? ?? long.MinValue;
        (_ordered, _settled, IsWhole, _otherRecords, _revision) = _connection.Query(
            SqlText.Of("SELECT ordered, settled, whole, other_records, revision FROM progress"),
            reader => (reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetInt64(3), reader.GetInt64(4)))[0];
    }

    /// <summary>Learns what an index that is gone on with has learnt.</summary>
    private void LoadTemplates()
    {
        _templates = new PathTemplates();
        foreach (var template in Templates())
        {
            _templates.Learn(Encoding.Latin1.GetBytes(template));
        }

        _templates.HasChanged = !_settled;
    }

    private List<string> Templates() => _connection.Query(SqlText.Of("SELECT DISTINCT template FROM exchange_row ORDER BY template"), row => row.GetString(0));

    private void ApplyTemplates()
    {
        if (!_templates.HasChanged)
        {
            return;
        }

        _connection.Execute("CREATE OR REPLACE TEMP TABLE renamed_template (was VARCHAR, now VARCHAR)");
        foreach (var was in Templates())
        {
            var now = Encoding.Latin1.GetString(_templates.Learn(Encoding.Latin1.GetBytes(was)));
            if (now != was)
            {
                _connection.Execute("INSERT INTO renamed_template VALUES (?, ?)", was, now);
            }
        }

        _connection.Execute(RecordingTables.ApplyTemplates);
        _templates.HasChanged = false;
    }

    private void Begin() => _transaction ??= _connection.BeginTransaction();

    private void End()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    }

    private static void Close(ref DuckDBAppender? appender)
    {
        appender?.Close();
        appender?.Dispose();
        appender = null;
    }

    private static string Latin1(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text);

    private void PairStrays()
    {
        _connection.Execute(RecordingTables.FindLateRequests);
        _ordered &= _connection.Scalar("SELECT count(*) FROM late") is 0L;
        if (_connection.Scalar("SELECT count(*) FROM stray") is not > 0L)
        {
            return;
        }

        _connection.Execute(RecordingTables.SettleStrays);
        if (_connection.Scalar("SELECT count(*) FROM stray") is > 0L)
        {
            _connection.Execute(RecordingTables.AppendStrays);
            _ordered = false;
        }
    }

    private void CloseExchanges()
    {
        _exchanges?.Close();
        _exchanges?.Dispose();
        _exchanges = null;
    }

    private void ApplyAnswers()
    {
        if (_connection.Scalar("SELECT count(*) FROM answer") is > 0L)
        {
            _connection.Execute(RecordingTables.ApplyAnswers);
        }
    }

    private void WriteProgress() => _connection.Execute(
        "UPDATE progress SET ordered = ?, settled = ?, whole = ?, other_records = ?, revision = ?",
        _ordered, _settled, IsWhole, _otherRecords, ++_revision);

    private void WriteSources(IReadOnlyList<SourceProgress> sources, IReadOnlyList<RecordingDamage> damages)
    {
        _connection.Execute("DELETE FROM source");
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            _connection.Execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?)", i, source.Name, source.Position, source.Length, source.Modified, source.Head, source.Seen, source.IsOpen);
        }

        foreach (var damage in damages)
        {
            _connection.Execute("INSERT INTO damage VALUES (?, ?, ?)", damage.File, damage.Offset, damage.Reason);
        }
    }
}
