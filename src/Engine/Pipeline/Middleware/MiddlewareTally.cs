using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Pipeline.Middleware;

/// <summary>
/// The account of a middleware. Seen is what it was given and what it made itself; delivered is what came out. Nobody can tell which record is
/// which, so what is inside is known by number only: what is left at an orderly end is what it filtered, at any other end it is lost.
/// </summary>
/// <param name="account">The account.</param>
/// <param name="time">The clock that tells how long nothing has moved.</param>
internal sealed class MiddlewareTally(LedgerAccount account, TimeProvider time)
{
    private long _inside;
    private long _moved = time.GetTimestamp();

    /// <summary>Records given that did not come out yet; below 0 when it made more than it left out.</summary>
    public long Inside => Interlocked.Read(ref _inside);

    /// <summary>How long nothing went in or came out.</summary>
    public TimeSpan Idle => time.GetElapsedTime(Interlocked.Read(ref _moved));

    /// <summary>Something moved.</summary>
    public void Move() => Interlocked.Exchange(ref _moved, time.GetTimestamp());

    /// <summary>Records wait to be given.</summary>
    public void Waiting(int count) => account.Seen(count);

    /// <summary>Records that waited are given up.</summary>
    public void GivenUp(LedgerReason reason, int count) => account.Dropped(reason, count);

    /// <summary>Records are given to it now.</summary>
    public void Given(int count)
    {
        Move();
        Interlocked.Add(ref _inside, count);
    }

    /// <summary>Records came out.</summary>
    public void CameOut(int count)
    {
        account.Delivered(count);
        Interlocked.Add(ref _inside, -count);
    }

    /// <summary>A line came out that is no record.</summary>
    public void CameOutBroken()
    {
        account.Dropped(LedgerReason.Unparsable);
        Interlocked.Decrement(ref _inside);
    }

    /// <summary>A process has ended; null: in order, after all that it had to say.</summary>
    public void Settle(LedgerReason? lost)
    {
        var inside = Interlocked.Exchange(ref _inside, 0);
        if (inside < 0)
        {
            account.Seen(-inside);
        }
        else if (lost is { } reason)
        {
            account.Dropped(reason, inside);
        }
        else
        {
            account.Filtered(inside);
        }
    }
}
