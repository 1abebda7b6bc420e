using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Gor;

/// <summary>
/// The files that one output writes: which one the next record goes to by name template, chunk limits and append (spec §3), and what became
/// of every record. A file that cannot be written costs the records meant for it until it can be again. Not safe for several threads.
/// </summary>
internal sealed class GorFileSet : IDisposable
{
    private const int MaxOpenFiles = 64;
    private const int MaxParkedFiles = 10_000;
    private static readonly Record s_noRecord = new() { Kind = RecordKind.Request, Id = RecordId.From("-"), Timestamp = 0, Payload = default };
    private readonly FileOutputPlan _plan;
    private readonly LedgerAccount _account;
    private readonly TimeProvider _time;
    private readonly Action<string> _repaired;
    private readonly GorFileName _name;
    private readonly GorChunkNames _chunks = new();
    private readonly Action<string, long>? _completed;
    private readonly Dictionary<string, OpenFile> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OpenFile> _parked = new(StringComparer.Ordinal);
    private long _written;
    private long _turn;
    private bool _isClosing;
    private long? _failedAt;

    /// <param name="plan">Names and limits.</param>
    /// <param name="account">Where every record is accounted for.</param>
    /// <param name="time">The clock of names.</param>
    /// <param name="repaired">Called with each repair of a file that is continued.</param>
    /// <param name="completed">
    /// Takes each file that is complete, with the number of its records, and counts them once they are where they belong; null: they are there already.
    /// </param>
    public GorFileSet(FileOutputPlan plan, LedgerAccount account, TimeProvider time, Action<string> repaired, Action<string, long>? completed = null)
    {
        _plan = plan;
        _account = account;
        _time = time;
        _repaired = repaired;
        _completed = completed;
        _name = new GorFileName(plan.Path);
    }

    /// <summary>What the operating system says is wrong now; null while files can be written.</summary>
    public string? Failure { get; private set; }

    /// <summary>What it said the last time; null when nothing ever failed.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>Records that were lost to failures.</summary>
    public long Lost { get; private set; }

    /// <summary>Records written whose payload holds a separator: this program reads them whole, GoReplay cuts them there (spec §1.4).</summary>
    public long HoldingSeparator { get; private set; }

    /// <summary>Whether the total limit was reached.</summary>
    public bool IsFull => _plan.TotalLimitBytes > 0 && _written >= _plan.TotalLimitBytes;

    /// <summary>
    /// Opens the file that is there before the first record: one that is appended to and whose name depends on no record. Makes none, for the first record
    /// may come when its name is another.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void OpenFirst()
    {
        if (_plan.Append && !_name.DependsOnRecord && _name.Expand(s_noRecord, _time) is var name && File.Exists(name))
        {
            Find(name);
        }
    }

    /// <summary>Takes a record for the file it belongs to.</summary>
    public void Write(Record record)
    {
        if (IsFull)
        {
            _account.Dropped(LedgerReason.TooLarge);
            return;
        }

        if (_failedAt is { } since && _time.GetElapsedTime(since) < RetryAfter)
        {
            _account.Dropped(LedgerReason.WriteFailed);
            Lost++;
            return;
        }

        OpenFile file;
        try
        {
            file = Find(_name.Expand(record, _time));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fail(failure, 1);
            return;
        }

        HoldingSeparator += GorSeparator.IndexOf(record.Payload.Span) < 0 ? 0 : 1;
        var bytes = file.Writer.Collect(record);
        file.Records++;
        file.Bytes += bytes;
        _written += bytes;
        if (file.Writer.IsFull)
        {
            Flush(file);
        }
    }

    /// <summary>Hands everything collected to the operating system.</summary>
    public void Flush()
    {
        foreach (var file in _open.Values)
        {
            Flush(file);
        }
    }

    /// <summary>Nothing more will be written: closes all files, each complete now.</summary>
    public void Complete()
    {
        foreach (var name in _open.Keys.ToArray())
        {
            HandOn(Close(name));
        }

        foreach (var file in _parked.Values)
        {
            HandOn(file);
        }

        _parked.Clear();
    }

    /// <summary>Closes all files. What is still collected is written but not counted: a run that ends without a flush has counted it as stopped.</summary>
    public void Dispose()
    {
        _isClosing = true;
        foreach (var name in _open.Keys.ToArray())
        {
            Close(name);
        }
    }

    private TimeSpan RetryAfter => _plan.FlushInterval > TimeSpan.Zero ? _plan.FlushInterval : TimeSpan.FromSeconds(1);

    private OpenFile Find(string name)
    {
        if (_open.TryGetValue(name, out var file) && IsChunkDue(file))
        {
            HandOn(Close(name));
            file = null;
        }

        if (file is null)
        {
            MakeRoom();
            file = _open[name] = Open(name);
        }

        file.LastUsed = _turn++;
        return file;
    }

    private OpenFile Open(string name)
    {
        if (_parked.Remove(name, out var parked))
        {
            if (!IsChunkDue(parked))
            {
                parked.Writer = GorFileWriter.Continue(parked.Writer.Path, _repaired);
                return parked;
            }

            HandOn(parked);
        }

        return new OpenFile(_plan.Append ? GorFileWriter.Continue(name, _repaired) : GorFileWriter.Create(_chunks.Next(name)));
    }

    private bool IsChunkDue(OpenFile file) => !_plan.Append
        && ((_plan.QueueLimit > 0 && file.Records >= _plan.QueueLimit) || (_plan.SizeLimitBytes > 0 && file.Bytes >= _plan.SizeLimitBytes));

    // Names that follow the clock do not come back; those that follow the record do.
    private void MakeRoom()
    {
        while (_open.Count >= (_name.DependsOnRecord ? MaxOpenFiles : 1))
        {
            var (name, file) = _open.MinBy(one => one.Value.LastUsed);
            Close(name);
            if (_parked.Count < MaxParkedFiles && _name.DependsOnRecord)
            {
                _parked[name] = file;
            }
            else
            {
                HandOn(file);
            }
        }
    }

    private OpenFile? Close(string name)
    {
        if (_open.Remove(name, out var file))
        {
            Flush(file);
            file.Writer.Dispose();
        }

        return file;
    }

    private void HandOn(OpenFile? file)
    {
        if (file is { Written: > 0 })
        {
            _completed?.Invoke(file.Writer.Path, file.Written);
        }
    }

    private void Flush(OpenFile file)
    {
        var count = file.Writer.Collected;
        if (count == 0)
        {
            return;
        }

        try
        {
            file.Writer.Flush();
            file.Written += count;
            _account.Delivered(_isClosing || _completed is not null ? 0 : count);
            (Failure, _failedAt) = (null, null);
        }
        catch (IOException failure)
        {
            Fail(failure, count);
        }
    }

    private void Fail(Exception failure, int records)
    {
        _account.Dropped(LedgerReason.WriteFailed, _isClosing ? 0 : records);
        Lost += records;
        Failure = LastFailure = failure.Message;
        _failedAt = _time.GetTimestamp();
    }

    private sealed class OpenFile(GorFileWriter writer)
    {
        public GorFileWriter Writer { get; set; } = writer;

        public long Records { get; set; }

        /// <summary>Records the operating system has.</summary>
        public long Written { get; set; }

        public long Bytes { get; set; }

        public long LastUsed { get; set; }
    }
}
