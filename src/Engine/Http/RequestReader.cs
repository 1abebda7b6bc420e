using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>Reads the requests of a conversation.</summary>
internal sealed class RequestReader(HttpConversation conversation, CaptureContext context)
    : MessageReader(HttpMessageScanner.ForRequests(), context)
{
    private RecordId _id;
    private PendingRequest? _request;
    private PendingRequest? _switching;
    private bool _mayLeaveHttp;
    private bool _isConnect;
    private bool _follows = true;

    /// <summary>After a request that may end HTTP nothing is read until its answer has decided; without answers the bytes themselves must do.</summary>
    protected override Permission MayBegin(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        if (!_mayLeaveHttp || (!_isConnect && Scanner.CanStartAt(bytes)))
        {
            return Permission.Granted;
        }

        return _switching is null ? (Scanner.CanStartAt(bytes) ? Permission.Granted : Permission.Never)
            : !_switching.IsAnswered && IsPatient && conversation.Pending.IsCounted ? Permission.Wait
            : Permission.Granted;
    }

    protected override void OnHead(ReadOnlySpan<byte> start)
    {
        _id = conversation.Ids.Next(First.Acknowledgment);
        var method = start[..Scanner.MethodLength];
        _isConnect = method.SequenceEqual("CONNECT"u8);
        _mayLeaveHttp = _isConnect || Scanner.HasUpgrade;
        if (!Context.TrackResponses)
        {
            return;
        }

        _request = new PendingRequest
        {
            Id = _id,
            First = First,
            IsHead = method.SequenceEqual("HEAD"u8),
            IsConnect = _isConnect,
            Follows = _follows,
        };
        _follows = true;
        _switching = _mayLeaveHttp ? _request : null;
        conversation.Pending.Add(_request);
    }

    protected override void OnMessage(in CapturedMessage message)
    {
        var payload = Scanner.ExpectsContinue ? ExpectHeader.Remove(message.Payload, Scanner.HeadLength, Context.Blocks) : message.Payload;
        conversation.Emit(RecordKind.Request, _id, message with { Payload = payload });
        if (_request is not null)
        {
            _request.End = message.End;
            if (_request.EarlyResponse is { } response)
            {
                Context.Emit(response);
            }

            _request = null;
        }
    }

    protected override void OnDropped()
    {
        if (_request is not null)
        {
            _request.IsDropped = true;
            if (_request.EarlyResponse is { } response)
            {
                conversation.EmitUnpaired(response);
            }

            _request = null;
        }
    }

    protected override void OnPlaceLost() => _follows = false;

    /// <summary>A request that was refused before its body, for which it had asked, is not continued.</summary>
    protected override bool StartsAnother(in SegmentMark mark, ReadOnlySpan<byte> bytes) =>
        _request is { HasFinalStatus: true } && Scanner.ExpectsContinue && HasOnlyHead && Scanner.CanStartAt(bytes);
}
