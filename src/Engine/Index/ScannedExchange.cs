using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>The exchange a scan is at; one object for all of them.</summary>
internal sealed class ScannedExchange(RecordBytes files) : ExchangeMessages
{
    private ScanCandidate _candidate;

    public override ExchangeSummary Summary => _candidate.Summary ?? throw new InvalidOperationException("The scan did not ask for summaries.");

    public void MoveTo(ScanCandidate candidate)
    {
        _candidate = candidate;
        Forget();
    }

    protected override ReadOnlyMemory<byte> Read(MessageSide side)
    {
        var at = side == MessageSide.Request ? _candidate.Request : _candidate.Response;
        var record = at.Length == 0 ? default : files.Read(at);
        return record[(record.Span.IndexOf((byte)'\n') + 1)..];
    }
}

/// <summary>An exchange that the index lets through.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Timestamp">When it began.</param>
/// <param name="Status">Its status; 0 without a response.</param>
/// <param name="Request">Where its request stands; of length 0 when there is none.</param>
/// <param name="Response">Where its response stands; of length 0 when there is none.</param>
/// <param name="Summary">Null unless it was asked for.</param>
internal readonly record struct ScanCandidate(long Number, long Timestamp, int Status, RecordLocation Request, RecordLocation Response, ExchangeSummary? Summary);
