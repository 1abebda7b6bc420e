using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>The HTTP/1 spoken over one connection: turns its two streams into records, responses paired with their requests.</summary>
internal sealed class HttpConversation : ITcpStreamHandler
{
    private readonly TcpEndpoint _client;
    private readonly TcpEndpoint _server;
    private readonly CaptureContext _context;
    private readonly RequestReader _requests;
    private readonly ResponseReader _responses;
    private ConnectionEnds? _ends;
    private int _ended;

    public HttpConversation(TcpEndpoint client, TcpEndpoint server, CaptureContext context)
    {
        (_client, _server, _context) = (client, server, context);
        Ids = new CaptureIds(client, server, context.Blocks);
        _requests = new RequestReader(this, context);
        _responses = new ResponseReader(this, context);
    }

    /// <summary>The ids of its messages.</summary>
    public CaptureIds Ids { get; }

    /// <summary>The requests that wait for a response.</summary>
    public PendingRequests Pending { get; } = new();

    /// <inheritdoc/>
    public long BufferedBytes => _requests.BufferedBytes + _responses.BufferedBytes;

    /// <inheritdoc/>
    public void OnData(StreamDirection direction, in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        if (direction == StreamDirection.ToServer)
        {
            _requests.Feed(mark, bytes);
        }
        else if (_context.TrackResponses)
        {
            _responses.Feed(mark, bytes);
        }

        ReleaseWaiting();
    }

    /// <inheritdoc/>
    public void OnGap(StreamDirection direction, long length)
    {
        ReaderOf(direction).Gap(length);
        ReleaseWaiting();
    }

    /// <inheritdoc/>
    public void OnEnd(StreamDirection direction, StreamEnd end)
    {
        ReaderOf(direction).End(end);
        if (++_ended == 2)
        {
            _requests.IsPatient = _responses.IsPatient = false;
        }

        ReleaseWaiting();
    }

    /// <summary>Whether the request that a response beginning at <paramref name="response"/> answers may still come: the server has received more than was seen.</summary>
    public bool ExpectsRequestBefore(in SegmentMark response) =>
        !_requests.IsClosed && !_requests.IsWaiting
        && (_requests.HasPartialHead || _requests.Position is not { } seen || SequenceNumber.Distance(response.Acknowledgment, seen) > 0);

    /// <summary>A response switched to another protocol, or opened a tunnel.</summary>
    public void LeaveHttp()
    {
        _requests.Close();
        _responses.Close();
    }

    /// <summary>A record of this connection.</summary>
    public Record ToRecord(RecordKind kind, RecordId id, in CapturedMessage message) => new()
    {
        Kind = kind,
        Id = id,
        Timestamp = message.First.Timestamp,
        Latency = message.Latency,
        Payload = message.Payload,
        Flags = message.Flags,
        Connection = _ends ??= new ConnectionEnds(_client.ToIPEndPoint(), _server.ToIPEndPoint()),
    };

    /// <summary>Hands on a message.</summary>
    public void Emit(RecordKind kind, RecordId id, in CapturedMessage message) => _context.Emit(ToRecord(kind, id, message));

    /// <summary>Hands on a response whose request is not recorded, if such are wanted.</summary>
    public void EmitUnpaired(Record response)
    {
        if (_context.AllowIncomplete)
        {
            _context.Emit(response);
        }
        else
        {
            _context.Messages.Dropped(LedgerReason.Unpaired);
        }
    }

    private MessageReader ReaderOf(StreamDirection direction) => direction == StreamDirection.ToServer ? _requests : _responses;

    private void ReleaseWaiting()
    {
        while (_responses.Release() || _requests.Release())
        {
        }
    }
}
