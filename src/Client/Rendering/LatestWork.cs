namespace TapeDeck.Client.Rendering;

/// <summary>Work of which only the latest counts: what is begun ends what goes on.</summary>
public sealed class LatestWork : IDisposable
{
    private CancellationTokenSource _current = new();
    private bool _isGone;

    /// <summary>Does some work. What comes when its token is cancelled is to be left out.</summary>
    /// <param name="work">The work; nothing is done once this is disposed of.</param>
    /// <param name="cancellationToken">Ends it, too.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled. Work that was ended by other work ends without an error.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_isGone)
        {
            return;
        }

        var mine = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = mine.Token; // later work may dispose of the source before this one gets to use it
        await EndAsync(mine);
        try
        {
            token.ThrowIfCancellationRequested(); // something else was begun while this one ended what went on
            await work(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Later work took over, or nobody wants it any more.
        }
    }

    /// <summary>Ends what goes on.</summary>
    public Task EndAsync() => _isGone ? Task.CompletedTask : EndAsync(new CancellationTokenSource());

    public void Dispose()
    {
        _isGone = true;
        _current.Cancel();
        _current.Dispose();
    }

    private async Task EndAsync(CancellationTokenSource next)
    {
        var before = Interlocked.Exchange(ref _current, next);
        await before.CancelAsync();
        before.Dispose();
    }
}
