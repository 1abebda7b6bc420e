using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Pipeline;

/// <summary>
/// The run loop: one loop an input, each taking batches through its steps to the outputs' queues, and one for the answers of each output that has
/// any. It ends in the order in which records flow: inputs, then outputs that answer, then their answers, then all other outputs. Each has delivered
/// or counted by then what it took.
/// </summary>
internal sealed class RecordPipeline
{
    private readonly RecordGate _gate;
    private readonly IReadOnlyList<RecordFlow> _inputs;
    private readonly IReadOnlyList<RecordFlow> _answers;
    private readonly RecordRouter _router;
    private readonly Ledger _ledger;

    /// <param name="gate">What is taken from the inputs; its step is the first of each input's.</param>
    /// <param name="inputs">At least one.</param>
    /// <param name="answers">The answers of outputs.</param>
    /// <param name="router">Where records go.</param>
    /// <param name="ledger">Where answers are accounted for.</param>
    public RecordPipeline(
        RecordGate gate, IReadOnlyList<RecordFlow> inputs, IReadOnlyList<RecordFlow> answers, RecordRouter router, Ledger ledger)
    {
        _gate = gate;
        _inputs = inputs;
        _answers = answers;
        _router = router;
        _ledger = ledger;
    }

    /// <summary>
    /// Runs until the inputs end or <paramref name="stop"/> is cancelled, then until the outputs are done or <paramref name="abandon"/> is cancelled.
    /// The first failure of an input stops the others and is thrown once the outputs are done.
    /// </summary>
    public async Task RunAsync(CancellationTokenSource stop, CancellationToken abandon)
    {
        var pumps = _router.Outputs.ToDictionary(output => output, output => Start(() => PumpAsync(output, stop, abandon)));
        var answers = Task.WhenAll(_answers.Select(flow => StartFlow(flow, batch => DeliverAnswersAsync(batch, abandon), stop, abandon)));
        var inputs = Task.WhenAll(_inputs.Select(flow => StartFlow(flow, batch => DeliverAsync(batch, stop, abandon), stop, stop.Token)));

        await inputs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync(pumps, isResponding: true).ConfigureAwait(false);
        await answers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync(pumps, isResponding: false).ConfigureAwait(false);
        await Task.WhenAll(inputs, answers).ConfigureAwait(false);
    }

    private static Task Start(Func<Task> work) => Task.Run(work, CancellationToken.None);

    private static Task StartFlow(RecordFlow flow, Func<ReadOnlyMemory<Record>, ValueTask> sink, CancellationTokenSource stop, CancellationToken end) =>
        Start(async () =>
        {
            try
            {
                await flow.RunAsync(sink, end).ConfigureAwait(false);
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        });

    private static async Task EndAsync(Dictionary<OutputQueue, Task> pumps, bool isResponding)
    {
        OutputQueue[] ending = [.. pumps.Keys.Where(output => output.IsResponding == isResponding)];
        foreach (var output in ending)
        {
            output.End();
        }

        await Task.WhenAll(ending.Select(output => pumps[output])).ConfigureAwait(false);
    }

    private async ValueTask DeliverAsync(ReadOnlyMemory<Record> batch, CancellationTokenSource stop, CancellationToken abandon)
    {
        await _router.DeliverAsync(batch, abandon).ConfigureAwait(false);
        if (_gate.IsSpent)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask DeliverAnswersAsync(ReadOnlyMemory<Record> batch, CancellationToken abandon)
    {
        var account = _ledger.Account(Ledger.Answers);
        account.Seen(batch.Length);
        if (!_router.TakesAnswers)
        {
            account.Dropped(LedgerReason.NotApplicable, batch.Length);
            return;
        }

        await _router.DeliverAnswersAsync(batch, abandon).ConfigureAwait(false);
        account.Delivered(batch.Length);
    }

    private async Task PumpAsync(OutputQueue output, CancellationTokenSource stop, CancellationToken abandon)
    {
        await output.PumpAsync(abandon).ConfigureAwait(false);
        if (_router.Outputs.All(other => other.Failure is not null))
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }
}
