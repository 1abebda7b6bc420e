using System.Buffers;

namespace TapeDeck.Engine.Http;

/// <summary>Scans a message that comes in parts and keeps its bytes, copying them no more than it must.</summary>
/// <param name="scanner">Frames it.</param>
/// <param name="blocks">Where payloads are kept.</param>
/// <param name="maxBytes">Bytes of a message that are kept.</param>
internal sealed class MessageAssembler(HttpMessageScanner scanner, PayloadBlocks blocks, int maxBytes)
{
    private readonly MessageBuffer _kept = new();
    private readonly MessageBuffer _unconsumed = new();

    /// <summary>Bytes it occupies.</summary>
    public long Capacity => _kept.Capacity + _unconsumed.Capacity;

    /// <summary>Whether bytes were cut off because the message is longer than is kept.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Whether there are bytes that the scanner cannot make out before more come.</summary>
    public bool HasUnconsumed => _unconsumed.Length > 0;

    /// <summary>Whether all of the head and nothing else has come.</summary>
    public bool HasOnlyHead => scanner.HasHead && _kept.Length == scanner.HeadLength && !HasUnconsumed;

    /// <summary>The bytes kept so far.</summary>
    public ReadOnlySpan<byte> Kept => _kept.Span;

    /// <summary>
    /// Goes on with the message. <see cref="OperationStatus.Done"/>: <paramref name="taken"/> of the bytes belong to it and
    /// <paramref name="payload"/> is all of it, to keep. Otherwise all of them are taken.
    /// </summary>
    public OperationStatus Add(ReadOnlySpan<byte> bytes, out int taken, out ReadOnlyMemory<byte> payload)
    {
        var carried = _unconsumed.Length;
        var unread = bytes;
        if (carried > 0)
        {
            _unconsumed.Append(bytes);
            unread = _unconsumed.Span;
        }

        var status = scanner.Scan(unread, out var consumed);
        taken = status == OperationStatus.Done ? consumed - carried : bytes.Length;
        if (status == OperationStatus.Done)
        {
            payload = Finish(unread[..consumed]);
            return status;
        }

        payload = default;
        Keep(unread[..consumed]);
        Carry(unread[consumed..], carried > 0 ? consumed : 0);
        return status;
    }

    /// <summary>The bytes kept so far, to keep for good; the assembler is ready for the next message.</summary>
    public ReadOnlyMemory<byte> Detach()
    {
        var payload = _kept.Detach(blocks);
        _unconsumed.Clear();
        return payload;
    }

    /// <summary>Gets ready for the next message.</summary>
    public void Clear()
    {
        _kept.Clear();
        _unconsumed.Clear();
        IsTruncated = false;
    }

    private void Carry(ReadOnlySpan<byte> rest, int consumedOfCarried)
    {
        if (HasUnconsumed)
        {
            _unconsumed.RemoveStart(consumedOfCarried);
        }
        else if (!rest.IsEmpty)
        {
            _unconsumed.Append(rest);
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var room = maxBytes - _kept.Length;
        IsTruncated |= bytes.Length > room;
        if (Math.Min(bytes.Length, room) is var count and > 0)
        {
            var expected = scanner.Framing == BodyFraming.Length ? scanner.HeadLength + scanner.ContentLength : 0;
            _kept.Append(bytes[..count], Math.Min(expected, maxBytes));
        }
    }

    /// <summary>The whole message; one that came in one piece is copied here for the only time.</summary>
    private ReadOnlyMemory<byte> Finish(ReadOnlySpan<byte> last)
    {
        if (_kept.Length == 0 && last.Length <= maxBytes)
        {
            var payload = blocks.Store(last);
            _unconsumed.Clear();
            return payload;
        }

        Keep(last);
        return Detach();
    }
}
