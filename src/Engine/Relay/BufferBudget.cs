namespace TapeDeck.Engine.Relay;

/// <summary>What several connections may hold together. Safe for several threads.</summary>
/// <param name="limit">Bytes.</param>
internal sealed class BufferBudget(long limit)
{
    private long _held;

    /// <summary>Takes or gives back so many bytes; false, and nothing is taken, when that would be too much.</summary>
    public bool TryChange(int bytes)
    {
        if (bytes <= 0)
        {
            Release(-bytes);
            return true;
        }

        if (Interlocked.Add(ref _held, bytes) <= limit)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    /// <summary>Gives back so many bytes.</summary>
    public void Release(int bytes) => Interlocked.Add(ref _held, -bytes);
}
