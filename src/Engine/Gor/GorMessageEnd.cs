using System.Buffers;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Gor;

/// <summary>What to do about a separator.</summary>
internal enum GorVerdict
{
    /// <summary>It ends the record.</summary>
    EndsHere,

    /// <summary>It lies inside the body; the record ends at <see cref="GorMessageEnd.Position"/>, where there is a separator too.</summary>
    EndsAtPosition,

    /// <summary>It lies inside the body; try the next one.</summary>
    GoOn,

    /// <summary>The record was cut short, the next one begins at <see cref="GorMessageEnd.Position"/>.</summary>
    AnotherBegins,

    /// <summary>More bytes decide.</summary>
    NeedMoreData,
}

/// <summary>Decides which separator ends a record, by what the message in it says about its own end.</summary>
internal sealed class GorMessageEnd
{
    /// <summary>How far behind the first separator a message's own end is looked for.</summary>
    public const int MaxLookAheadBytes = 64 << 20;

    private readonly HttpMessageScanner _requests = HttpMessageScanner.ForRequests();
    private readonly HttpMessageScanner _responses = HttpMessageScanner.ForResponses();
    private HttpMessageScanner? _scanner;
    private OwnEnd _own;
    private int _scanned;
    private int _headEnd;
    private long _lookLimit;

    private enum OwnEnd
    {
        /// <summary>Not looked for yet.</summary>
        Unknown,

        /// <summary>The message does not say: it is no HTTP or ends with its connection.</summary>
        Unsaid,

        /// <summary>The head has no end.</summary>
        NoHead,

        /// <summary>The head is not that of HTTP/1.</summary>
        NoHttp,

        /// <summary>At the separator.</summary>
        Here,

        /// <summary>Before the separator.</summary>
        Before,

        /// <summary>Behind the separator.</summary>
        Behind,

        /// <summary>Behind the separator, but no separator is there: the body is incomplete.</summary>
        Nowhere,
    }

    /// <summary>A position in the payload that goes with the verdict.</summary>
    public int Position { get; private set; }

    /// <summary>What is wrong with the message as far as it was judged.</summary>
    public RecordFlags Flags => _own is OwnEnd.Nowhere or OwnEnd.NoHead ? RecordFlags.Incomplete : RecordFlags.None;

    /// <summary>Makes ready for the next record.</summary>
    public void Reset(RecordKind kind)
    {
        _scanner = kind switch
        {
            RecordKind.Request => _requests,
            RecordKind.Response or RecordKind.ReplayedResponse => _responses,
            _ => null,
        };
        _scanner?.Reset();
        _own = OwnEnd.Unknown;
        _scanned = _headEnd = 0;
    }

    /// <summary>Judges the separator at <paramref name="end"/> of bytes that begin with the payload.</summary>
    /// <param name="bytes">The payload and all that is there behind it.</param>
    /// <param name="end">Where the separator begins.</param>
    /// <param name="next">What follows the separator.</param>
    /// <param name="isLast">Whether no more bytes will come.</param>
    public GorVerdict Judge(ReadOnlySpan<byte> bytes, int end, in GorFollower next, bool isLast)
    {
        if (_own == OwnEnd.Unknown)
        {
            _own = Look(bytes[..end]);
            var suspect = _own is OwnEnd.Here or OwnEnd.Behind or OwnEnd.Unsaid ? _headEnd : end;
            if (FindAnother(bytes[..end], suspect) >= 0)
            {
                return GorVerdict.AnotherBegins;
            }
        }

        if (_own == OwnEnd.Behind && !(MayAnswerHead(end) && next.LooksRight == true))
        {
            var followed = Follow(bytes, isLast);
            if (followed != GorVerdict.GoOn)
            {
                return followed;
            }

            _own = OwnEnd.Nowhere;
        }

        return _own is OwnEnd.Here or OwnEnd.Before ? GorVerdict.EndsHere
            : next.LooksRight is not { } looksRight ? GorVerdict.NeedMoreData
            : !looksRight ? GorVerdict.GoOn
            : _own == OwnEnd.Nowhere && FindAnother(bytes[..end], end) >= 0 ? GorVerdict.AnotherBegins
            : GorVerdict.EndsHere;
    }

    /// <summary>
    /// Finds a header line inside a payload, with a message behind it: the writer died inside the first record and the file was continued.
    /// Returns where it begins, also as <see cref="Position"/>; −1 if there is none.
    /// </summary>
    /// <param name="payload">The payload.</param>
    /// <param name="limit">How many of its bytes to search.</param>
    public int FindAnother(ReadOnlySpan<byte> payload, int limit)
    {
        for (var start = 0; start < limit && payload[start..limit].IndexOf((byte)'\n') is var length and >= 0; start += length + 1)
        {
            var line = payload.Slice(start, length);
            if (length > 0 && line[^1] is >= (byte)'0' and <= (byte)'9'
                && GorHeaderLine.FindAtEnd(line) is var found and >= 0
                && StartsMessage(payload[(start + length + 1)..], (RecordKind)(line[found] - '0')))
            {
                return Position = start + found;
            }
        }

        return -1;
    }

    private static bool StartsMessage(ReadOnlySpan<byte> bytes, RecordKind kind) =>
        kind == RecordKind.Request ? MessageHeadParser.CanBecomeRequest(bytes) : MessageHeadParser.CanBecomeResponse(bytes);

    private OwnEnd Look(ReadOnlySpan<byte> payload)
    {
        if (_scanner is null || payload.IsEmpty)
        {
            return OwnEnd.Unsaid;
        }

        var emptyLines = HttpMessageScanner.EmptyLinesBefore(payload);
        var status = _scanner.Scan(payload[emptyLines..], out var consumed);
        _scanned = emptyLines + consumed;
        _headEnd = emptyLines + _scanner.HeadLength;
        _lookLimit = (long)payload.Length + MaxLookAheadBytes;
        return status switch
        {
            OperationStatus.Done => _scanned == payload.Length ? OwnEnd.Here : OwnEnd.Before,
            OperationStatus.NeedMoreData when !_scanner.HasHead => OwnEnd.NoHead,
            OperationStatus.NeedMoreData => _scanner.Framing == BodyFraming.UntilClose ? OwnEnd.Unsaid : OwnEnd.Behind,
            _ => _scanner.HasHead ? OwnEnd.Nowhere : OwnEnd.NoHttp,
        };
    }

    // A response to HEAD declares a body that does not come.
    private bool MayAnswerHead(int end) => _scanner == _responses && end == _headEnd;

    private GorVerdict Follow(ReadOnlySpan<byte> bytes, bool isLast)
    {
        if (_scanner!.Framing == BodyFraming.Length && _scanner.ContentLength > _lookLimit - _headEnd)
        {
            return GorVerdict.GoOn;
        }

        var status = _scanner.Scan(bytes[_scanned..], out var consumed);
        _scanned += consumed;
        Position = _scanned;
        var behind = bytes[_scanned..];
        var decided = isLast || _scanned > _lookLimit || (status == OperationStatus.Done && behind.Length >= GorSeparator.Length);
        return status == OperationStatus.InvalidData ? GorVerdict.GoOn
            : !decided ? GorVerdict.NeedMoreData
            : status == OperationStatus.Done && behind.StartsWith(GorSeparator.Bytes) ? GorVerdict.EndsAtPosition
            : GorVerdict.GoOn;
    }
}
