using System.Buffers;

namespace TapeDeck.Engine.Http;

/// <summary>
/// Finds where one HTTP/1 message ends (RFC 9112 §6.3). Does no I/O, keeps no bytes, and can be interrupted at any of them:
/// the caller hands over what was not consumed yet and keeps or forgets what is. One instance serves the messages of a stream in turn.
/// </summary>
public sealed class HttpMessageScanner
{
    private readonly bool _isRequest;
    private Phase _phase;
    private int _searched;
    private long _remaining;
    private ChunkedScan _chunks;
    private MessageHead _head;

    private HttpMessageScanner(bool isRequest)
    {
        _isRequest = isRequest;
        Reset();
    }

    private enum Phase
    {
        Head,
        Length,
        Chunks,
        UntilClose,
        Complete,
    }

    /// <summary>Whether the head has been consumed; the properties below hold from then on.</summary>
    public bool HasHead => _phase != Phase.Head;

    /// <summary>Bytes of start line, headers and empty line.</summary>
    public int HeadLength { get; private set; }

    /// <summary>Bytes of the method token at the start of a request; 0 for responses.</summary>
    public int MethodLength => _head.MethodLength;

    /// <summary>Status code of a response; 0 for requests.</summary>
    public int Status => _head.Status;

    /// <summary>How the body ends.</summary>
    public BodyFraming Framing { get; private set; }

    /// <summary>The declared length of the body; −1 when none is declared.</summary>
    public long ContentLength => _head.ContentLength;

    /// <summary>Whether nobody can tell where the body of this request ends: its last transfer coding is not chunked (RFC 9112 §6.3, rule 4).</summary>
    public bool HasUnknownEnd => _isRequest && _head is { HasUnframedCoding: true, IsChunked: false };

    /// <summary>Whether the connection persists after this message as far as its head tells (RFC 9112 §9.3).</summary>
    public bool KeepsAlive => _head.KeepsAlive;

    /// <summary>Whether the message has an Upgrade header.</summary>
    public bool HasUpgrade => _head.HasUpgrade;

    /// <summary>Whether the request waits for a 100 response before its body.</summary>
    public bool ExpectsContinue => _head.ExpectsContinue;

    /// <summary>Whether this is a response that only announces another one (1xx but 101).</summary>
    public bool IsInterim => _head.Status is >= 100 and < 200 and not 101;

    /// <summary>Whether what follows this response on the connection is no HTTP: it switched protocols or opened a tunnel.</summary>
    public bool EndsHttp => _head.Status == 101 || (AnswersConnect && _head.Status is >= 200 and < 300);

    /// <summary>To be set before a response's head is scanned: it answers HEAD, so it has no body whatever it declares.</summary>
    public bool AnswersHead { get; set; }

    /// <summary>To be set before a response's head is scanned: it answers CONNECT, so a 2xx opens a tunnel.</summary>
    public bool AnswersConnect { get; set; }

    /// <summary>A scanner of requests.</summary>
    public static HttpMessageScanner ForRequests() => new(isRequest: true);

    /// <summary>A scanner of responses.</summary>
    public static HttpMessageScanner ForResponses() => new(isRequest: false);

    /// <summary>Bytes of empty lines that a sender put before a message and that belong to none (RFC 9112 §2.2).</summary>
    public static int EmptyLinesBefore(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        return start < 0 ? bytes.Length : start;
    }

    /// <summary>Whether bytes at the start of a segment look like the start of a message of this scanner's kind.</summary>
    public bool CanStartAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return false;
        }

        return _isRequest
            ? bytes[0] is >= (byte)'A' and <= (byte)'Z' && bytes.IndexOf((byte)' ') > 0 && MessageHeadParser.CanBecomeRequest(bytes)
            : MessageHeadParser.CanBecomeResponse(bytes);
    }

    /// <summary>Gets ready for the next message.</summary>
    public void Reset()
    {
        _phase = Phase.Head;
        _searched = 0;
        _remaining = 0;
        _chunks = default;
        _head = new MessageHead { ContentLength = -1 };
        HeadLength = 0;
        Framing = BodyFraming.None;
        AnswersHead = false;
        AnswersConnect = false;
    }

    /// <summary>
    /// Goes on with the message. <see cref="OperationStatus.NeedMoreData"/>: all of <paramref name="consumed"/> belongs to the message and more must come;
    /// the head is consumed as a whole or not at all. <see cref="OperationStatus.Done"/>: the message ends after <paramref name="consumed"/>.
    /// <see cref="OperationStatus.InvalidData"/>: this is no HTTP/1 message, or its framing cannot be trusted.
    /// </summary>
    public OperationStatus Scan(ReadOnlySpan<byte> unconsumed, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            var status = _phase switch
            {
                Phase.Head => ScanHead(unconsumed, ref consumed),
                Phase.Length => ScanLength(unconsumed, ref consumed),
                Phase.Chunks => ScanChunks(unconsumed, ref consumed),
                Phase.UntilClose => TakeAll(unconsumed, ref consumed),
                _ => OperationStatus.Done,
            };

            // A step that is done leads to the next phase; only the last one ends the message.
            if (status != OperationStatus.Done || _phase == Phase.Complete)
            {
                return status;
            }
        }
    }

    /// <summary>The connection was closed in order: whether that completes the message.</summary>
    public bool OnEnd()
    {
        if (_phase == Phase.UntilClose)
        {
            _phase = Phase.Complete;
        }

        return _phase == Phase.Complete;
    }

    /// <summary>Steps over body bytes that are missing from the capture; false when the end of the message can no longer be known.</summary>
    public bool TrySkip(long count)
    {
        switch (_phase)
        {
            case Phase.UntilClose:
                return true;
            case Phase.Length when count <= _remaining:
                _remaining -= count;
                _phase = _remaining == 0 ? Phase.Complete : _phase;
                return true;
            case Phase.Chunks:
                return _chunks.TrySkip(count);
            default:
                return false;
        }
    }

    private static OperationStatus TakeAll(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        consumed = bytes.Length;
        return OperationStatus.NeedMoreData;
    }

    private OperationStatus ScanHead(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        var length = FindHeadEnd(bytes);
        if (length < 0)
        {
            var plausible = _isRequest ? MessageHeadParser.CanBecomeRequest(bytes) : MessageHeadParser.CanBecomeResponse(bytes);
            return plausible && bytes.Length < HttpLimits.MaxHeadBytes ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
        }

        var parsed = _isRequest
            ? MessageHeadParser.TryParseRequest(bytes[..length], out _head)
            : MessageHeadParser.TryParseResponse(bytes[..length], out _head);
        if (!parsed || length > HttpLimits.MaxHeadBytes)
        {
            return OperationStatus.InvalidData;
        }

        HeadLength = length;
        consumed = length;
        ChooseFraming();
        return OperationStatus.Done;
    }

    private int FindHeadEnd(ReadOnlySpan<byte> bytes)
    {
        while (_searched < bytes.Length)
        {
            var feed = bytes[_searched..].IndexOf((byte)'\n');
            if (feed < 0)
            {
                _searched = bytes.Length;
                return -1;
            }

            var next = _searched + feed + 1;
            if (next < bytes.Length && bytes[next] == '\n')
            {
                return next + 1;
            }

            if (next + 1 < bytes.Length && bytes[next] == '\r' && bytes[next + 1] == '\n')
            {
                return next + 2;
            }

            if (next >= bytes.Length || (next + 1 == bytes.Length && bytes[next] == '\r'))
            {
                _searched = next - 1; // the empty line may still be to come
                return -1;
            }

            _searched = next;
        }

        return -1;
    }

    private void ChooseFraming()
    {
        var bodiless = !_isRequest && (_head.Status is (>= 100 and < 200) or 204 or 304 || AnswersHead || EndsHttp);
        Framing = bodiless ? BodyFraming.None
            : _head.IsChunked ? BodyFraming.Chunked
            : _head.ContentLength >= 0 && !_head.HasUnframedCoding ? BodyFraming.Length
            : _isRequest ? BodyFraming.None
            : BodyFraming.UntilClose;
        _remaining = Framing == BodyFraming.Length ? _head.ContentLength : 0;
        _phase = Framing switch
        {
            BodyFraming.Length when _remaining > 0 => Phase.Length,
            BodyFraming.Chunked => Phase.Chunks,
            BodyFraming.UntilClose => Phase.UntilClose,
            _ => Phase.Complete,
        };
    }

    private OperationStatus ScanLength(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        var taken = (int)Math.Min(_remaining, bytes.Length - consumed);
        consumed += taken;
        _remaining -= taken;
        if (_remaining > 0)
        {
            return OperationStatus.NeedMoreData;
        }

        _phase = Phase.Complete;
        return OperationStatus.Done;
    }

    private OperationStatus ScanChunks(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        var status = _chunks.Scan(bytes, ref consumed);
        _phase = status == OperationStatus.Done ? Phase.Complete : _phase;
        return status;
    }
}
