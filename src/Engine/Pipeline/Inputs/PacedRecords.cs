using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>How inputs give records out at a pace.</summary>
internal static class PacedRecords
{
    /// <summary>Waits for the first record, then takes all behind it that are due by then; 0 when there is none and when stopped.</summary>
    public static async ValueTask<int> TakeUntilStoppedAsync(this ReplayPacer pacer, Memory<Record> records, CancellationToken stop)
    {
        try
        {
            return records.IsEmpty ? 0 : await pacer.TakeDueAsync(records, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
    }
}
