using System.Diagnostics.CodeAnalysis;

namespace TapeDeck.Engine.Relay;

/// <summary>Bounds what is under way, by count and by bytes; one record always fits. One loop enters, any thread leaves.</summary>
/// <param name="most">Records.</param>
/// <param name="mostBytes">Payload bytes.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle is not used holds nothing.")]
internal sealed class FlowLimit(int most, long mostBytes)
{
    private readonly SemaphoreSlim _left = new(0, 1);
    private long _count;
    private long _bytes;
    private volatile bool _isOpen;

    /// <summary>Records under way.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Takes a place for a record; waits while there is none.</summary>
    public async ValueTask EnterAsync(int bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!_isOpen && Count is > 0 and var count && (count >= most || Interlocked.Read(ref _bytes) + bytes > mostBytes))
        {
            await _left.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Gives a record's place back.</summary>
    public void Leave(int bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        Interlocked.Decrement(ref _count);
        Wake();
    }

    /// <summary>Bounds nothing any more: nobody will leave.</summary>
    public void Open()
    {
        _isOpen = true;
        Wake();
    }

    /// <summary>Has the one who waits look again.</summary>
    public void Wake()
    {
        lock (_left)
        {
            if (_left.CurrentCount == 0)
            {
                _left.Release();
            }
        }
    }
}
