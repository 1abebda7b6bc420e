using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Binary;

/// <summary>
/// One connection of an unknown protocol: what one side sends until the other one speaks, falls silent or ends is a message; what the server
/// says next is the response to what the client said last.
/// </summary>
internal sealed class BinaryConversation(TcpEndpoint client, TcpEndpoint server, CaptureContext context, long expire) : ITcpStreamHandler
{
    private readonly CaptureIds _ids = new(client, server, context.Blocks);
    private readonly BinaryMessage _request = new(context.MaxMessageBytes);
    private readonly BinaryMessage _response = new(context.MaxMessageBytes);
    private ConnectionEnds? _ends;
    private RecordId? _unanswered;

    /// <inheritdoc/>
    public long BufferedBytes => _request.Capacity + _response.Capacity;

    /// <inheritdoc/>
    public long Deadline => Math.Min(DeadlineOf(_request), DeadlineOf(_response));

    /// <inheritdoc/>
    public void OnData(StreamDirection direction, in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        var other = direction == StreamDirection.ToServer ? StreamDirection.ToClient : StreamDirection.ToServer;
        MessageOf(other).Acknowledge(mark.Acknowledgment);
        Finish(other);
        if (direction == StreamDirection.ToClient && !context.TrackResponses)
        {
            return;
        }

        if (MessageOf(direction).Add(mark, bytes))
        {
            context.Messages.Seen();
        }
    }

    /// <inheritdoc/>
    public void OnGap(StreamDirection direction, long length)
    {
        if (length > 0)
        {
            MessageOf(direction).MarkGap();
        }
    }

    /// <inheritdoc/>
    public void OnTime(long now)
    {
        if (DeadlineOf(_request) <= now)
        {
            Finish(StreamDirection.ToServer);
        }

        if (DeadlineOf(_response) <= now)
        {
            Finish(StreamDirection.ToClient);
        }
    }

    /// <inheritdoc/>
    public void OnEnd(StreamDirection direction, StreamEnd end)
    {
        if (end == StreamEnd.Evicted && MessageOf(direction) is { HasBegun: true } message)
        {
            message.Take(context.Blocks);
            context.Messages.Dropped(LedgerReason.Evicted);
        }

        Finish(direction);
    }

    private BinaryMessage MessageOf(StreamDirection direction) => direction == StreamDirection.ToServer ? _request : _response;

    private long DeadlineOf(BinaryMessage message) => message.HasBegun ? message.LastTimestamp + expire : long.MaxValue;

    private void Finish(StreamDirection direction)
    {
        var message = MessageOf(direction);
        if (!message.HasBegun)
        {
            return;
        }

        var isIncomplete = message.IsIncomplete;
        var taken = message.Take(context.Blocks);
        if (isIncomplete && !context.AllowIncomplete)
        {
            context.Messages.Dropped(LedgerReason.Incomplete);
        }
        else if (direction == StreamDirection.ToServer)
        {
            _unanswered = _ids.Next(taken.First.Acknowledgment);
            Emit(RecordKind.Request, _unanswered.Value, taken);
        }
        else
        {
            Answer(taken);
        }
    }

    /// <summary>A server that speaks first, or again after a pause, answers nothing.</summary>
    private void Answer(in CapturedMessage message)
    {
        if (_unanswered is null && !context.AllowIncomplete)
        {
            context.Messages.Dropped(LedgerReason.Unpaired);
            return;
        }

        Emit(RecordKind.Response, _unanswered ?? _ids.Unpaired(message.First.Sequence), message);
        _unanswered = null;
    }

    private void Emit(RecordKind kind, RecordId id, in CapturedMessage message) => context.Emit(new Record
    {
        Kind = kind,
        Id = id,
        Timestamp = message.First.Timestamp,
        Latency = message.Latency,
        Payload = message.Payload,
        Flags = message.Flags,
        Connection = _ends ??= new ConnectionEnds(client.ToIPEndPoint(), server.ToIPEndPoint()),
    });
}
