using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Counts frames for one thread, and books them in the ledger now and then: the ledger is too dear for every single frame.</summary>
internal sealed class FrameTally(LedgerAccount account)
{
    private readonly long[] _dropped = new long[Enum.GetValues<LedgerReason>().Length];
    private long _seen;
    private long _delivered;
    private long _filtered;

    public void Seen(long count = 1) => _seen += count;

    public void Delivered(long count = 1) => _delivered += count;

    public void Filtered() => _filtered++;

    public void Dropped(LedgerReason reason, long count = 1) => _dropped[(int)reason] += count;

    /// <summary>Books what was counted since the last time.</summary>
    public void Book()
    {
        account.Seen(_seen);
        account.Delivered(_delivered);
        account.Filtered(_filtered);
        _seen = _delivered = _filtered = 0;
        for (var i = 0; i < _dropped.Length; i++)
        {
            if (_dropped[i] > 0)
            {
                account.Dropped((LedgerReason)i, _dropped[i]);
                _dropped[i] = 0;
            }
        }
    }
}
