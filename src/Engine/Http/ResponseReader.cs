using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>Reads the responses of a conversation and finds the request of each.</summary>
internal sealed class ResponseReader(HttpConversation conversation, CaptureContext context)
    : MessageReader(HttpMessageScanner.ForResponses(), context)
{
    private PendingRequest? _request;
    private bool _followsInterim;

    protected override Permission MayBegin(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        if (_followsInterim)
        {
            return Permission.Granted;
        }

        _request = conversation.Pending.Match(mark);
        return _request is null && IsPatient && conversation.ExpectsRequestBefore(mark) ? Permission.Wait : Permission.Granted;
    }

    protected override void OnBegin()
    {
        Scanner.AnswersHead = _request is { IsHead: true };
        Scanner.AnswersConnect = _request is { IsConnect: true };
    }

    protected override void OnHead(ReadOnlySpan<byte> start)
    {
        if (_request is not null && !Scanner.IsInterim)
        {
            _request.HasFinalStatus = true;
        }
    }

    protected override void OnMessage(in CapturedMessage message)
    {
        _followsInterim = Scanner.IsInterim;
        if (_followsInterim)
        {
            Context.Messages.Dropped(LedgerReason.Interim);
            return;
        }

        Deliver(message);
        Settle();
        if (Scanner.EndsHttp)
        {
            conversation.LeaveHttp();
        }
    }

    protected override void OnDropped()
    {
        _followsInterim = false;
        Settle();
    }

    protected override void OnPlaceLost()
    {
        _followsInterim = false;
        conversation.Pending.IsCounted = false;
    }

    /// <summary>A response whose request is unknown may be framed wrongly, for it may answer HEAD: what is proved to begin another one ends it.</summary>
    protected override bool StartsAnother(in SegmentMark mark, ReadOnlySpan<byte> bytes) =>
        _request is null && Scanner.CanStartAt(bytes) && conversation.Pending.Proves(mark);

    private void Deliver(in CapturedMessage message)
    {
        if (_request is null)
        {
            conversation.EmitUnpaired(conversation.ToRecord(RecordKind.Response, conversation.Ids.Unpaired(message.First.Sequence), message));
            return;
        }

        var record = conversation.ToRecord(RecordKind.Response, _request.Id, message);
        if (_request.IsDropped)
        {
            conversation.EmitUnpaired(record);
        }
        else if (_request.End is null)
        {
            _request.EarlyResponse = record;
        }
        else
        {
            Context.Emit(record);
        }
    }

    private void Settle()
    {
        if (_request is not null)
        {
            _request.IsAnswered = true;
            conversation.Pending.Remove(_request);
            _request = null;
        }
    }
}
