using System.Buffers;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>The message of a captured stream that is being read: its bytes, when they came, and whether some are missing.</summary>
/// <param name="scanner">Frames it.</param>
/// <param name="context">Where payloads are kept, and how much of one.</param>
internal sealed class MessageInProgress(HttpMessageScanner scanner, CaptureContext context)
{
    private readonly MessageAssembler _bytes = new(scanner, context.Blocks, context.MaxMessageBytes);
    private long _lastTimestamp;

    /// <summary>Whether there is one.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Where its first byte was.</summary>
    public SegmentMark First { get; private set; }

    /// <summary>Whether bytes are missing in it, or at its end.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>Whether all of the head and nothing else has come.</summary>
    public bool HasOnlyHead => _bytes.HasOnlyHead;

    /// <summary>The bytes kept so far.</summary>
    public ReadOnlySpan<byte> Kept => _bytes.Kept;

    /// <summary>Bytes it occupies.</summary>
    public long Capacity => _bytes.Capacity;

    /// <summary>One begins.</summary>
    public void Begin(in SegmentMark mark)
    {
        HasBegun = true;
        First = mark;
        _lastTimestamp = mark.Timestamp;
    }

    /// <inheritdoc cref="MessageAssembler.Add"/>
    public OperationStatus Add(in SegmentMark mark, ReadOnlySpan<byte> bytes, out int taken, out ReadOnlyMemory<byte> payload)
    {
        _lastTimestamp = Math.Max(_lastTimestamp, mark.Timestamp);
        return _bytes.Add(bytes, out taken, out payload);
    }

    /// <summary>Steps over bytes that are missing; false when the end of the message can no longer be known.</summary>
    public bool TrySkip(long length)
    {
        if (!scanner.HasHead || _bytes.HasUnconsumed || !scanner.TrySkip(length))
        {
            return false;
        }

        IsIncomplete = true;
        return true;
    }

    /// <summary>The bytes kept so far, to keep for good.</summary>
    public ReadOnlyMemory<byte> Detach() => _bytes.Detach();

    /// <summary>It goes no further; it is to be cleared.</summary>
    public void Abandon() => HasBegun = false;

    /// <summary>It ends here, and is to be cleared.</summary>
    /// <param name="payload">What <see cref="Add"/> or <see cref="Detach"/> gave.</param>
    /// <param name="end">Sequence number behind it.</param>
    public CapturedMessage End(ReadOnlyMemory<byte> payload, uint end)
    {
        HasBegun = false;
        var flags = (IsIncomplete ? RecordFlags.Incomplete : RecordFlags.None) | (_bytes.IsTruncated ? RecordFlags.Truncated : RecordFlags.None);
        return new CapturedMessage(First, end, _lastTimestamp - First.Timestamp, payload, flags);
    }

    /// <summary>Gets ready for the next one.</summary>
    public void Clear()
    {
        IsIncomplete = false;
        scanner.Reset();
        _bytes.Clear();
    }
}
