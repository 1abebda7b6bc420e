using System.Buffers;

namespace TapeDeck.Engine.Gor;

/// <summary>
/// Reads the records of a <c>.gor</c> file or stream in file order, synchronously, in batches. Damage is reported with its offset and
/// reading goes on behind it; a file that is no <c>.gor</c> at all throws. Not for use by two threads at a time.
/// </summary>
public sealed class GorReader : IDisposable
{
    private const int MaxRecordBytes = 1 << 30;
    private const int BatchRecords = 1024;
    private const int CheckedBytes = 1 << 20;
    private readonly Stream _content;
    private readonly FileStream? _file;
    private readonly GorBlocks _blocks;
    private readonly GorRecordScanner _scanner = new();
    private readonly GorEntry[] _batch = new GorEntry[BatchRecords];
    private readonly long _startOffset;
    private bool _isChecked;
    private string? _damagedEnd;

    /// <summary>Reads a stream of records, not compressed. The stream is disposed with the reader.</summary>
    /// <param name="content">Stands in front of a header line, or at its end.</param>
    /// <param name="startOffset">The offset of the stream's first byte in its file, added to all offsets.</param>
    public GorReader(Stream content, long startOffset = 0)
    {
        _content = content;
        _file = content as FileStream;
        _startOffset = startOffset;
        _blocks = new GorBlocks(content);
        _isChecked = startOffset > 0;
    }

    private GorReader(Stream content, FileStream file, long startOffset)
        : this(content, startOffset) => _file = file;

    /// <summary>Called for each damage when it is met, before the records behind it are returned.</summary>
    public Action<GorDamage>? Damaged { get; init; }

    /// <summary>
    /// Whether the end of the stream is only the end so far: what stands there unfinished is left unread and unreported, a later
    /// <see cref="ReadBatch"/> goes on if there is more, and <see cref="Position"/> tells another reader where to.
    /// </summary>
    public bool IsGrowing { get; init; }

    /// <summary>Where the first byte not returned and not reported stands; of a compressed file, in its content.</summary>
    public long Position => _startOffset + _blocks.Position;

    /// <summary>How much of the file itself was read, 0–1; 0 when it is no file.</summary>
    public double Fraction => _file is { Length: > 0 and var length } ? (double)_file.Position / length : 0;

    /// <summary>Opens a file, compressed with gzip or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="startOffset">0, or an offset that <see cref="Position"/> or an entry gave.</param>
    /// <param name="damaged">See <see cref="Damaged"/>.</param>
    /// <param name="isGrowing">See <see cref="IsGrowing"/>.</param>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to read it.</exception>
    public static GorReader Open(string path, long startOffset = 0, Action<GorDamage>? damaged = null, bool isGrowing = false)
    {
        var content = GorFile.OpenContent(path, startOffset, out var file);
        return new GorReader(content, file, startOffset) { Damaged = damaged, IsGrowing = isGrowing };
    }

    /// <summary>The record that stands at an entry's offset in a file that is not compressed, given as the bytes of that entry.</summary>
    /// <param name="bytes">Header line and payload, as <see cref="GorEntry.Length"/> counts them; the record keeps them.</param>
    /// <exception cref="GorFormatException">They do not begin with a header line.</exception>
    public static Record Parse(ReadOnlyMemory<byte> bytes)
    {
        var length = bytes.Span.IndexOf((byte)'\n');
        return length >= 0 && GorHeaderLine.TryParseLenient(bytes.Span[..length], out var header)
            ? MakeRecord(bytes, header, length + 1, bytes.Length, RecordFlags.None)
            : throw new GorFormatException("There is no header line of type, id and timestamp.");
    }

    /// <summary>
    /// The next records; empty at the end. The batch belongs to the caller until the next call, its records may be kept.
    /// </summary>
    /// <exception cref="GorFormatException">The first bytes are not those of a <c>.gor</c> file.</exception>
    /// <exception cref="IOException">The file cannot be read on.</exception>
    public ReadOnlyMemory<GorEntry> ReadBatch()
    {
        CheckStart();
        var count = 0;
        while (count < _batch.Length && TryRead(isEnough: count > 0, out _batch[count]))
        {
            count++;
        }

        ReportDamagedEnd(count);
        return _batch.AsMemory(0, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _content.Dispose();
        _file?.Dispose();
    }

    private static Record MakeRecord(ReadOnlyMemory<byte> bytes, in GorHeaderLine header, int payloadStart, int payloadEnd, RecordFlags flags) => new()
    {
        Kind = header.Kind,
        Id = new RecordId(bytes.Slice(GorHeaderLine.IdStart, header.IdLength)),
        Timestamp = header.Timestamp,
        Latency = header.Latency,
        Payload = bytes[payloadStart..payloadEnd],
        Flags = flags,
    };

    /// <summary>The next record; false at the end, or when more of the file would have to be read for it although there is enough to return.</summary>
    private bool TryRead(bool isEnough, out GorEntry entry)
    {
        entry = default;
        var atEnd = false;
        while (!(_blocks.IsLast && _blocks.Unconsumed.IsEmpty && !IsGrowing))
        {
            var bytes = _blocks.Unconsumed;
            switch (_scanner.Scan(bytes.Span, _blocks.IsLast && !IsGrowing, out var extent))
            {
                case OperationStatus.NeedMoreData when isEnough || atEnd:
                    return false;
                case OperationStatus.NeedMoreData:
                    atEnd = !ReadMore();
                    break;
                case OperationStatus.Done:
                    var record = MakeRecord(bytes, extent.Header, extent.PayloadStart, extent.PayloadEnd, extent.Flags);
                    entry = new GorEntry(record, Position, extent.PayloadEnd);
                    _blocks.Consume(extent.End);
                    return true;
                default:
                    Report(extent, bytes.Length);
                    _blocks.Consume(extent.End);
                    break;
            }
        }

        return false;
    }

    private void CheckStart()
    {
        while (!_isChecked && _blocks.Unconsumed.Length < CheckedBytes && ReadMore())
        {
        }

        if (!_isChecked && GorFile.WhyNotGor(_blocks.Unconsumed.Span) is { } reason)
        {
            throw new GorFormatException(reason);
        }

        _isChecked |= !_blocks.Unconsumed.IsEmpty;
    }

    private bool ReadMore()
    {
        if (_blocks.Unconsumed.Length >= MaxRecordBytes)
        {
            Damaged?.Invoke(new GorDamage(Position, $"The record is larger than {MaxRecordBytes} bytes."));
            _scanner.Abandon();
            _blocks.Consume(_blocks.Unconsumed.Length - GorSeparator.Length);
        }

        try
        {
            _blocks.ReadMore();
        }
        catch (InvalidDataException)
        {
            _damagedEnd = "The compressed data is damaged or ends too soon.";
            _blocks.End();
        }

        return !_blocks.IsLast;
    }

    private void Report(in GorExtent extent, int available)
    {
        if (extent.Reason is null)
        {
            return;
        }

        var reachesEnd = _damagedEnd is not null && extent.End == available;
        Damaged?.Invoke(new GorDamage(Position, reachesEnd ? _damagedEnd! : extent.Reason));
        _damagedEnd = reachesEnd ? null : _damagedEnd;
    }

    private void ReportDamagedEnd(int count)
    {
        if (count == 0 && !IsGrowing && _damagedEnd is not null)
        {
            Damaged?.Invoke(new GorDamage(Position, _damagedEnd));
            _damagedEnd = null;
        }
    }
}
