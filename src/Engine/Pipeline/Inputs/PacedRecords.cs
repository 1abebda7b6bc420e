using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Gives out records at a pacer's pace.</summary>
internal static class PacedRecords
{
    /// <summary>
    /// Waits for the first record, then takes all behind it that are due by then; returns how many, 0 when there are none and when stopped. Unless the pace is
    /// <see cref="Plans.ReplaySpeed.Max"/>, they get their due times.
    /// </summary>
    public static async ValueTask<int> TakeDueAsync(this ReplayPacer pacer, Memory<Record> records, CancellationToken stop)
    {
        if (records.IsEmpty)
        {
            return 0;
        }

        long due;
        try
        {
            due = await pacer.TakeAsync(records.Span[0], stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }

        return TakeAlso(pacer, records.Span, due);
    }

    private static int TakeAlso(ReplayPacer pacer, Span<Record> records, long due)
    {
        var isPaced = !pacer.Speed.IsMax;
        var next = 0;
        do
        {
            records[next] = isPaced ? records[next] with { DueTimestamp = due } : records[next];
            next++;
        }
        while (next < records.Length && pacer.TryTake(records[next], out due));

        return next;
    }
}
