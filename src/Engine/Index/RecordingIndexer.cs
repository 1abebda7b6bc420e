using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Index;

/// <summary>
/// Reads the files of a recording into its index, from where it was left on, also while a capture still writes them. One at a time for an
/// index. After an exception dispose it and make another one: it goes on from the last commit.
/// </summary>
public sealed class RecordingIndexer : IDisposable
{
    private const int StepRecords = 64 << 10;
    private const int StepsBetweenCommits = 16; // a commit writes whole blocks of rows, of 122,880 each, then
    private const int MaxDamages = 1000;

    private readonly IndexDatabase _database;
    private readonly RecordingIndexWriter _writer;
    private readonly ExchangeRowPool _pool = new();
    private readonly ExchangeJoiner _joiner;
    private readonly List<RecordingDamage> _damages = [];
    private PackedReading? _packed;
    private List<SourceProgress> _sources;
    private long _damageCount;
    private int _steps;
    private bool _isBuilding;
    private bool _isChecked;

    /// <summary>Prepares to write into an open index.</summary>
    public RecordingIndexer(RecordingIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        _database = index.Database;
        _writer = new RecordingIndexWriter(_database);
        _joiner = new ExchangeJoiner(_writer, _pool);
        (_sources, _damageCount) = _writer.LoadSources();
    }

    /// <summary>How much of the files is read, 0–1.</summary>
    public double Fraction { get; private set; }

    /// <summary>Exchanges that were read and have their row, visible already or not.</summary>
    public long Exchanges => _writer.Count;

    /// <summary>How often something new became visible.</summary>
    public int Commits { get; private set; }

    /// <summary>
    /// Indexes the next 65,536 records or so; makes them visible at once when the files grow, else every million. Returns whether the ends of all files are reached; if they
    /// do not grow any more the index is then complete and in order. An index that was made from other files is emptied first.
    /// </summary>
    /// <param name="files">The files in the order in which they are read; files may be added at the end later.</param>
    /// <param name="isGrowing">Whether a capture still writes: then what stands unfinished at an end is no damage.</param>
    /// <param name="cancellationToken">Stops between two batches; what was read is not committed then.</param>
    /// <exception cref="IOException">A file or the index cannot be read or written.</exception>
    public bool Advance(IReadOnlyList<string> files, bool isGrowing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!Fits(files))
        {
            LeavePacked();
            _writer.Reset();
            (_sources, _damageCount) = ([], 0);
        }

        SetBuilding(!isGrowing);
        var left = StepRecords;
        for (var file = 0; file < files.Count && left > 0; file++)
        {
            left -= Read(file, files[file], left, isGrowing, cancellationToken);
        }

        Measure(files);
        return Finish(isAtEnd: left > 0, isGrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LeavePacked();
        _writer.Dispose();
        SetBuilding(false);
    }

    private bool Fits(IReadOnlyList<string> files)
    {
        var fits = (_isChecked || _writer.IsWhole) && _sources.Count <= files.Count
            && _sources.Zip(files).All(pair => pair.First.Fits(pair.Second, thoroughly: !_isChecked));
        _isChecked = true;
        return fits;
    }

    /// <summary>Reads on in one file; returns how many records there were.</summary>
    private int Read(int file, string path, int most, bool isGrowing, CancellationToken cancellationToken)
    {
        var known = file < _sources.Count ? _sources[file] : null;
        var now = SourceProgress.Stat(path);
        if (known is not null && now.Length == known.Seen && _packed?.File != file && (isGrowing || !known.IsOpen))
        {
            return 0;
        }

        var reader = Open(file, path, known?.Position ?? 0, isGrowing);
        var goesOn = false;
        try
        {
            var (count, isBad) = ReadRecords(reader, file, most, cancellationToken);
            var (position, seen) = isBad ? (now.Length, now.Length) : (reader.Position, reader.IsPacked ? reader.FilePosition : reader.Position);
            Note(file, SourceProgress.At(path, position, seen, now, isOpen: reader.IsPacked && isGrowing));
            goesOn = reader.IsPacked && count >= most; // To unpack it from its beginning for every step would take forever.
            return count;
        }
        finally
        {
            _packed = goesOn ? new PackedReading(file, isGrowing, reader) : null;
            if (!goesOn)
            {
                reader.Dispose();
            }
        }
    }

    private GorReader Open(int file, string path, long position, bool isGrowing)
    {
        if (_packed is { } packed && packed.File == file && packed.IsGrowing == isGrowing)
        {
            return packed.Reader;
        }

        LeavePacked();
        return GorReader.OpenPassing(path, position, damage => AddDamage(file, damage), isGrowing, _writer.NearestPoint(file, position), place => _writer.Keep(file, place));
    }

    private void Note(int file, SourceProgress now)
    {
        if (file >= _sources.Count || now != _sources[file])
        {
            _sources = [.. _sources[..file], now, .. _sources.Skip(file + 1)];
        }
    }

    private void LeavePacked()
    {
        _packed?.Reader.Dispose();
        _packed = null;
    }

    private (int Count, bool IsBad) ReadRecords(GorReader reader, int file, int most, CancellationToken cancellationToken)
    {
        var count = 0;
        try
        {
            while (count < most && reader.ReadBatch(cancellationToken) is { IsEmpty: false } batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                count += batch.Length;
                foreach (var entry in batch.Span)
                {
                    Add(entry.Record, new RecordLocation(file, entry.Offset, entry.Length));
                }
            }

            return (count, false);
        }
        catch (GorFormatException failure)
        {
            AddDamage(file, new GorDamage(0, failure.Message));
            return (count, true);
        }
    }

    private void Add(Record record, RecordLocation location)
    {
        if (record.Kind is RecordKind.Request or RecordKind.Response)
        {
            _joiner.Add(_pool.Take<IndexRow>(), record, location);
        }
        else
        {
            _writer.SkipOther();
        }
    }

    private void Measure(IReadOnlyList<string> files)
    {
        var total = files.Sum(file => SourceProgress.Stat(file).Length);
        Fraction = total == 0 ? 1 : Math.Min(1, (double)_sources.Sum(source => source.Seen) / total);
    }

    private void SetBuilding(bool isBuilding)
    {
        if (isBuilding != _isBuilding)
        {
            _database.SetBuilding(isBuilding);
            _isBuilding = isBuilding;
        }
    }

    private void AddDamage(int file, GorDamage damage)
    {
        if (++_damageCount <= MaxDamages)
        {
            _damages.Add(new RecordingDamage(file, damage.Offset, damage.Reason));
        }
        else if (_damageCount == MaxDamages + 1)
        {
            _damages.Add(new RecordingDamage(file, damage.Offset, $"More than {MaxDamages} parts are damaged; those from here on are not listed."));
        }
    }

    private bool Finish(bool isAtEnd, bool isGrowing)
    {
        if (isAtEnd)
        {
            _joiner.Flush();
        }

        if (isAtEnd || isGrowing || _steps++ % StepsBetweenCommits == 0)
        {
            _writer.Commit(_sources, _damages, isWhole: isAtEnd, isLive: isGrowing);
            Commits++;
            _damages.Clear();
        }

        if (isAtEnd && !isGrowing)
        {
            _writer.Settle();
            SetBuilding(false);
        }

        return isAtEnd;
    }

    /// <summary>A compressed file that is not read to its end yet.</summary>
    private sealed record PackedReading(int File, bool IsGrowing, GorReader Reader);
}
