using TapeDeck.Engine.Http;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Binary;

/// <summary>The message in progress of one direction: what came since the other side spoke last.</summary>
/// <param name="most">Bytes that are kept.</param>
internal sealed class BinaryMessage(int most)
{
    private readonly MessageBuffer _bytes = new();
    private SegmentMark _first;
    private uint _end;
    private RecordFlags _flags;

    /// <summary>Whether a message has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Packet time of its last bytes.</summary>
    public long LastTimestamp { get; private set; }

    /// <summary>Bytes kept.</summary>
    public int Capacity => _bytes.Capacity;

    /// <summary>Whether bytes are missing in it.</summary>
    public bool IsIncomplete => (_flags & RecordFlags.Incomplete) != 0;

    /// <summary>Takes its next bytes; true when they begin it.</summary>
    public bool Add(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        var begins = !HasBegun;
        if (begins)
        {
            HasBegun = true;
            _first = mark;
        }

        LastTimestamp = mark.Timestamp;
        _end = mark.Sequence + (uint)bytes.Length;
        var room = Math.Min(bytes.Length, most - _bytes.Length);
        _flags |= room < bytes.Length ? RecordFlags.Truncated : RecordFlags.None;
        _bytes.Append(bytes[..room]);
        return begins;
    }

    /// <summary>Bytes of it are missing, or of its beginning if it has not begun.</summary>
    public void MarkGap() => _flags |= RecordFlags.Incomplete;

    /// <summary>The other side has received up to <paramref name="acknowledgment"/>: what of it was not seen is missing.</summary>
    public void Acknowledge(uint acknowledgment)
    {
        if (HasBegun && SequenceNumber.Distance(acknowledgment, _end) > 0)
        {
            MarkGap();
        }
    }

    /// <summary>The message; none has begun afterwards.</summary>
    public CapturedMessage Take(PayloadBlocks blocks)
    {
        var message = new CapturedMessage(_first, _end, LastTimestamp - _first.Timestamp, _bytes.Detach(blocks), _flags);
        HasBegun = false;
        _flags = RecordFlags.None;
        return message;
    }
}
