using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Rules;

namespace TapeDeck.Engine.Pipeline;

/// <summary>
/// The run loop: one loop an input, each taking batches through the rules to every output's queue. Ends when all inputs have
/// ended and all outputs have delivered or counted what they took.
/// </summary>
internal sealed class RecordPipeline
{
    private readonly IReadOnlyList<IRecordInput> _inputs;
    private readonly IReadOnlyList<OutputQueue> _outputs;
    private readonly Func<RuleFilter> _newFilter;
    private readonly LedgerAccount _records;
    private readonly RecordBudget _budget;

    /// <param name="inputs">At least one.</param>
    /// <param name="outputs">At least one.</param>
    /// <param name="newFilter">Makes the rules' filter of one input; filters remember rejected ids and are not shared.</param>
    /// <param name="records">The account of records between inputs and outputs.</param>
    /// <param name="budget">When to stop by count.</param>
    public RecordPipeline(
        IReadOnlyList<IRecordInput> inputs, IReadOnlyList<OutputQueue> outputs, Func<RuleFilter> newFilter, LedgerAccount records, RecordBudget budget)
    {
        _inputs = inputs;
        _outputs = outputs;
        _newFilter = newFilter;
        _records = records;
        _budget = budget;
    }

    /// <summary>What came from the inputs.</summary>
    public RunCounters Counters { get; } = new();

    /// <summary>While set, what live inputs yield is dropped and counted; paced inputs are held by their pacer instead.</summary>
    public volatile bool IsPaused;

    /// <summary>
    /// Runs until the inputs end or <paramref name="stop"/> is cancelled, then until the outputs are done or <paramref name="abandon"/> is cancelled.
    /// The first failure of an input stops the others and is thrown once the outputs are done.
    /// </summary>
    public async Task RunAsync(CancellationTokenSource stop, CancellationToken abandon)
    {
        var pumps = _outputs.Select(output => Task.Run(() => PumpAsync(output, stop, abandon), CancellationToken.None)).ToArray();
        var loops = Task.WhenAll(_inputs.Select(input => Task.Run(() => LoopAsync(input, stop, abandon), CancellationToken.None)));
        try
        {
            await loops.ConfigureAwait(false);
        }
        finally
        {
            foreach (var output in _outputs)
            {
                output.End();
            }

            await Task.WhenAll(pumps).ConfigureAwait(false);
        }
    }

    private async Task LoopAsync(IRecordInput input, CancellationTokenSource stop, CancellationToken abandon)
    {
        var filter = _newFilter();
        try
        {
            await foreach (var batch in input.ReadAsync(stop.Token).ConfigureAwait(false))
            {
                var passed = filter.Apply(Admit(batch));
                foreach (var output in passed.IsEmpty ? [] : _outputs)
                {
                    await output.EnqueueAsync(passed, abandon).ConfigureAwait(false);
                }

                if (_budget.IsSpent)
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private ReadOnlyMemory<Record> Admit(ReadOnlyMemory<Record> batch)
    {
        Counters.Add(batch.Span);
        if (IsPaused)
        {
            return Refuse(batch, 0, LedgerReason.Paused);
        }

        var allowed = _budget.Take(batch.Length);
        return allowed == batch.Length ? batch : Refuse(batch, allowed, LedgerReason.Stopped);
    }

    private ReadOnlyMemory<Record> Refuse(ReadOnlyMemory<Record> batch, int kept, LedgerReason reason)
    {
        _records.Seen(batch.Length - kept);
        _records.Dropped(reason, batch.Length - kept);
        return batch[..kept];
    }

    private async Task PumpAsync(OutputQueue output, CancellationTokenSource stop, CancellationToken abandon)
    {
        await output.PumpAsync(abandon).ConfigureAwait(false);
        if (_outputs.All(other => other.Failure is not null))
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }
}
