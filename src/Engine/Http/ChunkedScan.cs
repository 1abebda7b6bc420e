using System.Buffers;

namespace TapeDeck.Engine.Http;

/// <summary>Finds where a chunked body and its trailer end (RFC 9112 §7.1), like <see cref="HttpMessageScanner"/>, whose part it is. The default is the beginning of a body.</summary>
internal struct ChunkedScan
{
    private Phase _phase;
    private long _remaining;
    private int _trailerBytes;

    private enum Phase
    {
        Size,
        Content,
        End,
        Trailer,
        Complete,
    }

    /// <summary>Goes on behind what was consumed.</summary>
    public OperationStatus Scan(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        while (true)
        {
            var status = _phase switch
            {
                Phase.Size => ScanSize(bytes, ref consumed),
                Phase.Content => ScanContent(bytes, ref consumed),
                Phase.End => ScanEnd(bytes, ref consumed),
                Phase.Trailer => ScanTrailer(bytes, ref consumed),
                _ => OperationStatus.Done,
            };

            if (status != OperationStatus.Done || _phase == Phase.Complete)
            {
                return status;
            }
        }
    }

    /// <summary>Steps over bytes that are missing; false when they are not all of one chunk's content.</summary>
    public bool TrySkip(long count)
    {
        if (_phase != Phase.Content || count > _remaining)
        {
            return false;
        }

        _remaining -= count;
        _phase = _remaining == 0 ? Phase.End : _phase;
        return true;
    }

    private OperationStatus ScanContent(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        var taken = (int)Math.Min(_remaining, bytes.Length - consumed);
        consumed += taken;
        _remaining -= taken;
        if (_remaining > 0)
        {
            return OperationStatus.NeedMoreData;
        }

        _phase = Phase.End;
        return OperationStatus.Done;
    }

    private OperationStatus ScanSize(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        var rest = bytes[consumed..];
        var feed = rest.IndexOf((byte)'\n');
        if (feed < 0)
        {
            return rest.Length > HttpLimits.MaxChunkLineBytes || !CanBecomeSize(rest) ? OperationStatus.InvalidData : OperationStatus.NeedMoreData;
        }

        var line = rest[..feed];
        if (!ChunkSize.TryRead(line.EndsWith((byte)'\r') ? line[..^1] : line, out var size))
        {
            return OperationStatus.InvalidData;
        }

        consumed += feed + 1;
        _remaining = size;
        _phase = size == 0 ? Phase.Trailer : Phase.Content;
        return OperationStatus.Done;
    }

    private static bool CanBecomeSize(ReadOnlySpan<byte> start) => start.IsEmpty || char.IsAsciiHexDigit((char)start[0]);

    private OperationStatus ScanEnd(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        var rest = bytes[consumed..];
        var length = rest is [(byte)'\n', ..] ? 1 : rest is [(byte)'\r', (byte)'\n', ..] ? 2 : 0;
        if (length == 0)
        {
            return rest is [] or [(byte)'\r'] ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
        }

        consumed += length;
        _phase = Phase.Size;
        return OperationStatus.Done;
    }

    private OperationStatus ScanTrailer(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        while (true)
        {
            var rest = bytes[consumed..];
            var feed = rest.IndexOf((byte)'\n');
            if (feed < 0 || _trailerBytes > HttpLimits.MaxTrailerBytes)
            {
                return _trailerBytes + rest.Length > HttpLimits.MaxTrailerBytes ? OperationStatus.InvalidData : OperationStatus.NeedMoreData;
            }

            consumed += feed + 1;
            _trailerBytes += feed + 1;
            if (feed == 0 || (feed == 1 && rest[0] == '\r'))
            {
                _phase = Phase.Complete;
                return OperationStatus.Done;
            }
        }
    }
}
