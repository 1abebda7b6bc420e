namespace TapeDeck.Engine.Accounting;

/// <summary>
/// Counts of one station: <c>seen = delivered + filtered + Σ dropped</c> once the station is at rest; while it works the difference is in flight.
/// Safe to add to from several threads and to read at any time.
/// </summary>
public sealed class LedgerAccount
{
    private static readonly int s_reasonCount = Enum.GetValues<LedgerReason>().Length;
    private readonly long[] _dropped = new long[s_reasonCount];
    private long _seen;
    private long _delivered;
    private long _filtered;

    internal LedgerAccount(string name) => Name = name;

    /// <summary>The station: <c>packets</c>, <c>messages</c>, <c>records</c>, or an output's name.</summary>
    public string Name { get; }

    /// <summary>Counts what arrived at the station.</summary>
    public void Seen(long count = 1) => Interlocked.Add(ref _seen, count);

    /// <summary>Counts what left the station for the next one.</summary>
    public void Delivered(long count = 1) => Interlocked.Add(ref _delivered, count);

    /// <summary>Counts what a user's rule or filter took out on purpose.</summary>
    public void Filtered(long count = 1) => Interlocked.Add(ref _filtered, count);

    /// <summary>Counts what was lost or left out, and why.</summary>
    public void Dropped(LedgerReason reason, long count = 1) => Interlocked.Add(ref _dropped[(int)reason], count);

    /// <summary>The counts as they stand. Taken while the station works, parts may be a moment apart.</summary>
    public LedgerEntry Snapshot()
    {
        var dropped = new Dictionary<LedgerReason, long>();
        for (var i = 0; i < _dropped.Length; i++)
        {
            var count = Interlocked.Read(ref _dropped[i]);
            if (count != 0)
            {
                dropped[(LedgerReason)i] = count;
            }
        }

        var delivered = Interlocked.Read(ref _delivered);
        var filtered = Interlocked.Read(ref _filtered);
        return new LedgerEntry(Name, Interlocked.Read(ref _seen), delivered, filtered, dropped);
    }
}
