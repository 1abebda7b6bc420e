using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Replay;

/// <summary>A connection that could not be opened for a reason that no socket knows.</summary>
internal sealed class ConnectException(LedgerReason reason, string message) : IOException(message)
{
    public LedgerReason Reason => reason;
}
