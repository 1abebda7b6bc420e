using System.Buffers;
using System.Security.Cryptography;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Relay;

/// <summary>Cuts the requests of one accepted connection out of its bytes and makes records of them, each under an id of its own (spec §1.3).</summary>
internal sealed class RequestAssembler
{
    private const int MaxRequestBytes = 64 << 20;

    private readonly HttpMessageScanner _scanner = HttpMessageScanner.ForRequests();
    private readonly PayloadBlocks _blocks = new();
    private readonly MessageAssembler _message;
    private readonly CaptureIds _ids;
    private readonly uint _firstId = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
    private readonly ConnectionEnds _ends;
    private readonly TimeProvider _time;
    private DateTimeOffset _beganAt;
    private long _length;

    /// <param name="ends">Who sends to whom.</param>
    /// <param name="time">Tells when a request came.</param>
    public RequestAssembler(ConnectionEnds ends, TimeProvider time)
    {
        (_ends, _time) = (ends, time);
        _message = new MessageAssembler(_scanner, _blocks, MaxRequestBytes);
        _ids = CaptureIds.Of(ends, _blocks);
    }

    /// <summary>Whether a request has begun that is not whole.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Bytes it occupies.</summary>
    public int Capacity => (int)_message.Capacity;

    /// <summary>Whether the client may send another request after the last one.</summary>
    public bool KeepsAlive { get; private set; }

    /// <summary>Whether the client has sent all of a head that asks whether the body is wanted, and nothing of the body.</summary>
    public bool WaitsForContinue => HasBegun && _scanner.ExpectsContinue && _message.HasOnlyHead;

    /// <summary>Goes on with the bytes up to the end of a request; what is left of them belongs to the next.</summary>
    /// <param name="bytes">What came; what is left of it.</param>
    /// <param name="record">The request, if this is its end.</param>
    /// <returns>Why nothing more can be read from the connection; null when all is well.</returns>
    public HttpRefusal? Add(ref ReadOnlyMemory<byte> bytes, out Record? record)
    {
        record = null;
        if (!HasBegun && !TryBegin(ref bytes))
        {
            return null;
        }

        _length += bytes.Length;
        var status = _message.Add(bytes.Span, out var taken, out var payload);
        bytes = bytes[taken..];
        if (status == OperationStatus.InvalidData)
        {
            return !_scanner.HasHead && _length >= HttpLimits.MaxHeadBytes ? HttpRefusal.LongHead : HttpRefusal.Malformed;
        }

        if (_scanner.HasUnknownEnd)
        {
            return HttpRefusal.Malformed;
        }

        if (_message.IsTruncated || _scanner.ContentLength > MaxRequestBytes - _scanner.HeadLength)
        {
            return HttpRefusal.LongBody;
        }

        record = status == OperationStatus.Done ? Finish(payload) : null;
        return null;
    }

    /// <summary>Nothing more is read.</summary>
    public void GiveUp()
    {
        _message.Clear();
        HasBegun = false;
    }

    private bool TryBegin(ref ReadOnlyMemory<byte> bytes)
    {
        bytes = bytes[HttpMessageScanner.EmptyLinesBefore(bytes.Span)..];
        HasBegun = !bytes.IsEmpty;
        (_beganAt, _length) = (_time.GetUtcNow(), 0);
        return HasBegun;
    }

    private Record Finish(ReadOnlyMemory<byte> payload)
    {
        // After an answer to CONNECT a client no longer speaks HTTP to us.
        KeepsAlive = _scanner.KeepsAlive && !payload.Span[.._scanner.MethodLength].SequenceEqual("CONNECT"u8);
        var record = new Record
        {
            Kind = RecordKind.Request,
            Id = _ids.Next(_firstId),
            Timestamp = (_beganAt - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
            Latency = (_time.GetUtcNow() - _beganAt).Ticks * TimeSpan.NanosecondsPerTick,
            Payload = _scanner.ExpectsContinue ? ExpectHeader.Remove(payload, _scanner.HeadLength, _blocks) : payload,
            Connection = _ends,
        };
        _scanner.Reset();
        GiveUp();
        return record;
    }
}
