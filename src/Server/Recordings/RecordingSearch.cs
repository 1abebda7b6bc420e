using TapeDeck.Client.Ports;
using TapeDeck.Engine.Index;

namespace TapeDeck.Server.Recordings;

/// <summary>One search through the messages of a recording, on a thread of its own.</summary>
/// <param name="id">The recording.</param>
/// <param name="filter">What is looked for.</param>
/// <param name="revision">The state of the index it runs over.</param>
/// <param name="scan">The search itself.</param>
/// <param name="earlier">What was found in an earlier state of the recording, shown until this is done; null for nothing.</param>
/// <param name="time">Measures how long nobody asks.</param>
internal sealed class RecordingSearch(string id, ExchangeFilter filter, long revision, ExchangeScan scan, ExchangeScan? earlier, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private long _asked = time.GetTimestamp();
    private long _ended;
    private string? _failure;

    public string Id => id;

    /// <summary>The state of the index it runs over.</summary>
    public long Revision => revision;

    public ExchangeScan Scan => scan;

    /// <summary>What is shown meanwhile: rows that were there must not go only to come back.</summary>
    public ExchangeScan Shown => Work.IsCompleted || earlier is null ? scan : earlier;

    public Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>Whether it ended because nobody asked any more: it is of no use to those who ask now.</summary>
    public bool IsAbandoned { get; private set; }

    public SearchState State => new(scan.Fraction, Work.IsCompleted, Work.IsCompleted ? _failure : null);

    public bool IsFor(string recording, ExchangeFilter asked) => recording == id && asked == filter;

    public bool HasEndedFor(TimeSpan span) => Work.IsCompleted && time.GetElapsedTime(_ended) > span;

    public void Ask() => Volatile.Write(ref _asked, time.GetTimestamp());

    public void Stop() => _stop.Cancel();

    /// <summary>After its work is done.</summary>
    public void Dispose() => _stop.Dispose();

    /// <summary>Begins as soon as it is its turn. The lease ends with the search.</summary>
    public void Start(IndexShelf<RecordingIndex>.Lease lease, SemaphoreSlim turns, TimeSpan patience) => Work = Task.Run(async () =>
    {
        using (lease)
        {
            await RunAsync(lease.Content, turns, patience);
        }
    });

    private async Task RunAsync(RecordingIndex index, SemaphoreSlim turns, TimeSpan patience)
    {
        var hasTurn = false;
        try
        {
            await turns.WaitAsync(_stop.Token);
            hasTurn = true;
            scan.Run(index, () => StopIfAbandoned(patience), _stop.Token);
        }
        catch (OperationCanceledException)
        {
            _failure = "Stopped.";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _failure = $"The recording could not be read on: {failure.Message}";
        }
        finally
        {
            _ended = time.GetTimestamp();
            if (hasTurn)
            {
                turns.Release();
            }
        }
    }

    private void StopIfAbandoned(TimeSpan patience)
    {
        if (time.GetElapsedTime(Volatile.Read(ref _asked)) > patience)
        {
            IsAbandoned = true;
            _stop.Cancel();
        }
    }
}
