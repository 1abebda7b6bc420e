namespace TapeDeck.Engine.Pipeline;

/// <summary>A source and what happens to its batches, in order.</summary>
internal sealed record RecordFlow(IRecordInput Source, params IReadOnlyList<BatchStep> Steps)
{
    /// <summary>Takes the source through the steps to its end, or until it is told to stop.</summary>
    /// <param name="sink">Takes what is left of each batch; called even when nothing is.</param>
    /// <param name="stop">Ends the source in order.</param>
    public async Task RunAsync(Func<ReadOnlyMemory<Record>, ValueTask> sink, CancellationToken stop)
    {
        await foreach (var batch in Source.ReadAsync(stop).ConfigureAwait(false))
        {
            var left = batch;
            foreach (var step in Steps)
            {
                left = step(left);
            }

            await sink(left).ConfigureAwait(false);
        }
    }
}
