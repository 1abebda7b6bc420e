namespace TapeDeck.Client.Components;

/// <summary>The rows of a long list that are at hand, and how reading them stands. A later read takes the place of one that goes on.</summary>
internal sealed class RowReader<TRow> : IDisposable
{
    private CancellationTokenSource _reading = new();
    private bool _isGone;

    public IReadOnlyList<TRow> Rows { get; private set; } = [];

    /// <summary>Position of the first of them.</summary>
    public long First { get; private set; }

    /// <summary>How long the list is.</summary>
    public long Total { get; private set; }

    /// <summary>Why the last read failed; null when it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether anything was ever read.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>Whether other rows are being read.</summary>
    public bool IsStale { get; private set; }

    public bool Holds(long row) => row >= First && row < First + Rows.Count;

    /// <summary>A row that is at hand.</summary>
    public TRow At(long row) => Rows[(int)(row - First)];

    /// <summary>Reads other rows. What comes too late is left out.</summary>
    public async Task ReadAsync(Func<long, int, CancellationToken, Task<RowWindow<TRow>>> load, long first, int count)
    {
        if (_isGone)
        {
            return; // the page holds on to a list that is no longer shown
        }

        var mine = new CancellationTokenSource();
        var superseded = mine.Token; // a later read may dispose of the source before this one gets to use it
        var before = Interlocked.Exchange(ref _reading, mine);
        await before.CancelAsync();
        before.Dispose();
        IsStale = true;
        try
        {
            var window = await load(first, count, superseded);
            if (ReferenceEquals(_reading, mine))
            {
                (First, Rows, Total, IsLoaded, IsStale, Failure) = (first, window.Rows, window.Total, true, false, null);
            }
        }
        catch (OperationCanceledException)
        {
            // A later read took over, or the page is gone.
        }
        catch (Exception failure)
        {
            if (ReferenceEquals(_reading, mine))
            {
                (Failure, IsStale, IsLoaded) = (failure, false, true);
            }
        }
    }

    public void Dispose()
    {
        _isGone = true;
        _reading.Cancel();
        _reading.Dispose();
    }
}
