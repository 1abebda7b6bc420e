namespace TapeDeck.Server.Hosting;

/// <summary>A semaphore of one used as "something happened": raising it twice is raising it once.</summary>
internal static class Signals
{
    public static void Raise(SemaphoreSlim signal)
    {
        try
        {
            signal.Release();
        }
        catch (Exception expected) when (expected is SemaphoreFullException or ObjectDisposedException)
        {
            // Raised already, or nobody waits any more.
        }
    }
}
