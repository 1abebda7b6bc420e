using System.Buffers;

namespace TapeDeck.Engine.Gor;

/// <summary>
/// Cuts the records out of bytes that come piece by piece, from a file or a network; does no I/O. Damage is reported with its offset
/// and what is behind it is found again. Not for use by two threads at a time.
/// </summary>
/// <param name="blockBytes">Size of the blocks that records are slices of.</param>
/// <param name="maxRecordBytes">A record that is larger than this counts as damage; that much is buffered at the most.</param>
/// <param name="startOffset">The offset of the first byte, added to all offsets.</param>
/// <param name="isReused">Whether the memory of records is used again as soon as there is <see cref="Room"/> for more bytes.</param>
internal sealed class GorFeed(int blockBytes, int maxRecordBytes, long startOffset = 0, bool isReused = false)
{
    private readonly GorBlocks _blocks = new(blockBytes, isReused);
    private readonly GorRecordScanner _scanner = new();
    private string? _brokenEnd;
    private bool _isBehindDamage;

    /// <summary>Called for each damage when it is met, before the records behind it are given out.</summary>
    public Action<GorDamage>? Damaged { get; init; }

    /// <summary>What came and was neither given out nor reported.</summary>
    public ReadOnlyMemory<byte> Unconsumed => _blocks.Unconsumed;

    /// <summary>Bytes that are occupied.</summary>
    public int BufferedBytes => _blocks.BlockLength;

    /// <summary>Where the first byte of <see cref="Unconsumed"/> stands.</summary>
    public long Position => startOffset + _blocks.Position;

    /// <summary>Whether no more bytes will come.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Room for the next bytes; at least one.</summary>
    public Memory<byte> Room()
    {
        if (Unconsumed.Length >= maxRecordBytes)
        {
            Damaged?.Invoke(new GorDamage(Position, $"The record is larger than {maxRecordBytes} bytes."));
            _scanner.Abandon();
            _blocks.Consume(Unconsumed.Length - GorSeparator.Length);
        }

        return _blocks.Room();
    }

    /// <summary>So many bytes were put into <see cref="Room"/>.</summary>
    public void Add(int count) => _blocks.Add(count);

    /// <summary>No more bytes will come.</summary>
    /// <param name="damage">Why the end is not the true one; null if it is.</param>
    public void End(string? damage = null)
    {
        HasEnded = true;
        _brokenEnd = damage;
    }

    /// <summary>
    /// After an end, when all before it was given out: more bytes come that do not follow those before. What is damaged up to the next record belongs to the damage of the end.
    /// </summary>
    public void GoOn() => (HasEnded, _isBehindDamage) = (false, true);

    /// <summary>Gives out the next record; false until more bytes come, or for good after <see cref="End"/>.</summary>
    /// <param name="entry">The record and where it stands.</param>
    /// <param name="isResting">
    /// The sender pauses: a separator that is followed by nothing ends its record, unless the message in it says that more belongs to it.
    /// </param>
    public bool TryRead(out GorEntry entry, bool isResting = false)
    {
        while (!(HasEnded && Unconsumed.IsEmpty))
        {
            var (bytes, offset) = (Unconsumed, Position);
            var status = _scanner.Scan(bytes.Span, HasEnded, out var extent, isResting);
            if (status == OperationStatus.NeedMoreData)
            {
                entry = default;
                return false;
            }

            _blocks.Consume(extent.End);
            if (status == OperationStatus.Done)
            {
                var record = MakeRecord(bytes, extent.Header, extent.PayloadStart, extent.PayloadEnd, extent.Flags);
                entry = new GorEntry(record, offset, extent.PayloadEnd);
                _isBehindDamage = false;
                return true;
            }

            Report(offset, extent.Reason);
        }

        Report(Position, _brokenEnd);
        entry = default;
        return false;
    }

    /// <summary>The record whose parts stand at these places.</summary>
    public static Record MakeRecord(ReadOnlyMemory<byte> bytes, in GorHeaderLine header, int payloadStart, int payloadEnd, RecordFlags flags) => new()
    {
        Kind = header.Kind,
        Id = new RecordId(bytes.Slice(GorHeaderLine.IdStart, header.IdLength)),
        Timestamp = header.Timestamp,
        Latency = header.Latency,
        Payload = bytes[payloadStart..payloadEnd],
        Flags = flags,
    };

    private void Report(long offset, string? reason)
    {
        if (reason is null || _isBehindDamage)
        {
            return;
        }

        if (HasEnded && Unconsumed.IsEmpty && _brokenEnd is not null)
        {
            (reason, _brokenEnd) = (_brokenEnd, null);
        }

        Damaged?.Invoke(new GorDamage(offset, reason));
    }
}
