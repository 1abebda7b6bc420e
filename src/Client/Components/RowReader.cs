using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Components;

/// <summary>The rows of a long list that are at hand, and how reading them stands. A later read takes the place of one that goes on.</summary>
internal sealed class RowReader<TRow> : IDisposable
{
    private readonly LatestWork _reading = new();

    public IReadOnlyList<TRow> Rows { get; private set; } = [];

    /// <summary>Position of the first of them.</summary>
    public long First { get; private set; }

    /// <summary>How long the list is.</summary>
    public long Total { get; private set; }

    /// <summary>What the rows are of; null while there are none.</summary>
    public object? Query { get; private set; }

    /// <summary>Another number for the rows of another query.</summary>
    public int List { get; private set; }

    /// <summary>Why the last read failed; null when it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether anything was ever read.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>Whether other rows are being read.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Whether somebody asked for other rows and waits for them; reading the same ones again is waited for by nobody.</summary>
    public bool IsAwaited { get; private set; }

    public bool Holds(long row) => row >= First && row < First + Rows.Count;

    /// <summary>A row that is at hand.</summary>
    public TRow At(long row) => Rows[(int)(row - First)];

    /// <summary>Reads other rows. What comes too late is left out.</summary>
    public Task ReadAsync(Func<long, int, CancellationToken, Task<RowWindow<TRow>>> load, object? query, long first, int count, bool isRefresh = false) => _reading.RunAsync(async superseded =>
    {
        IsStale = true;
        IsAwaited |= !isRefresh;
        try
        {
            var window = await load(first, count, superseded);
            if (!superseded.IsCancellationRequested)
            {
                List += IsLoaded && Equals(Query, query) ? 0 : 1;
                (First, Rows, Total, Query, IsLoaded, Failure) = (first, window.Rows, window.Total, query, true, null);
            }
        }
        catch (Exception failure) when (!superseded.IsCancellationRequested)
        {
            (Failure, IsLoaded) = (failure, true);
        }
        finally
        {
            if (!superseded.IsCancellationRequested)
            {
                (IsStale, IsAwaited) = (false, false);
            }
        }
    });

    /// <summary>Gives up what is being read; the rows stay.</summary>
    public Task GiveUpAsync()
    {
        (IsStale, IsAwaited) = (false, false);
        return _reading.EndAsync();
    }

    public void Dispose() => _reading.Dispose();
}
