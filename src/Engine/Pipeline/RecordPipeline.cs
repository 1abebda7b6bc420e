using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Middleware;

namespace TapeDeck.Engine.Pipeline;

/// <summary>
/// The run loop: one loop an input, each taking batches through its steps to the outputs' queues, and one for the answers of each output that has
/// any. With a middleware, records and answers go to it instead, and what it writes goes to the outputs. All ends in the order in which records flow:
/// inputs, outputs that answer, their answers, the middleware, all other outputs. Each has delivered or counted by then what it took.
/// </summary>
internal sealed class RecordPipeline
{
    private readonly RecordGate _gate;
    private readonly IReadOnlyList<RecordFlow> _inputs;
    private readonly IReadOnlyList<RecordFlow> _answers;
    private readonly RecordRouter _router;
    private readonly LedgerAccount? _answerAccount;

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
        _answerAccount = answers.Count > 0 ? ledger.Account(Ledger.Answers) : null;
    }

    /// <summary>The process that everything goes through, and what happens to what comes out of it; null for none.</summary>
    public (MiddlewareStage Stage, RecordFlow Output)? Middleware { get; init; }

    /// <summary>
    /// Runs until the inputs end or <paramref name="stop"/> is cancelled, then until the outputs are done or <paramref name="abandon"/> is cancelled.
    /// The first failure of an input or the middleware stops the inputs and is thrown once the outputs are done.
    /// </summary>
    public async Task RunAsync(CancellationTokenSource stop, CancellationToken abandon)
    {
        var pumps = _router.Outputs.ToDictionary(output => output, output => Start(() => PumpAsync(output, stop, abandon)));
        var processed = Middleware is { } middleware
            ? StartFlow(middleware.Output, batch => DeliverProcessedAsync(batch, abandon), stop, abandon)
            : Task.CompletedTask;
        var answers = Task.WhenAll(_answers.Select(flow => StartFlow(flow, batch => TakeAnswersAsync(batch, abandon), stop, abandon)));
        var inputs = Task.WhenAll(_inputs.Select(flow => StartFlow(flow, batch => TakeAsync(batch, stop, abandon), stop, stop.Token)));

        await inputs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAnswersAsync(pumps, abandon).ConfigureAwait(false);
        await answers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Middleware?.Stage.End();
        await processed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync(pumps, _router.Outputs).ConfigureAwait(false);
        await Task.WhenAll(inputs, processed, answers).ConfigureAwait(false);
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

    private static async Task EndAsync(Dictionary<OutputQueue, Task> pumps, IEnumerable<OutputQueue> outputs)
    {
        OutputQueue[] ending = [.. outputs];
        foreach (var output in ending)
        {
            output.End();
        }

        await Task.WhenAll(ending.Select(output => pumps[output])).ConfigureAwait(false);
    }

    /// <summary>Ends the outputs that answer, so that every answer is there. A middleware must first have given them all it has.</summary>
    private async Task EndAnswersAsync(Dictionary<OutputQueue, Task> pumps, CancellationToken abandon)
    {
        OutputQueue[] answering = [.. _router.Outputs.Where(output => output.Responses is not null)];
        if (answering.Length > 0 && Middleware is { } middleware)
        {
            await middleware.Stage.SettleAsync(() => answering.Any(output => output.IsBusy), abandon).ConfigureAwait(false);
        }

        await EndAsync(pumps, answering).ConfigureAwait(false);
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<Record> batch, CancellationTokenSource stop, CancellationToken abandon)
    {
        if (Middleware is { } middleware)
        {
            await middleware.Stage.WriteAsync(batch, abandon).ConfigureAwait(false);
        }
        else
        {
            await _router.DeliverAsync(batch, abandon).ConfigureAwait(false);
        }

        if (_gate.IsSpent)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask TakeAnswersAsync(ReadOnlyMemory<Record> batch, CancellationToken abandon)
    {
        _answerAccount!.Seen(batch.Length);
        if (Middleware is { } middleware)
        {
            middleware.Stage.Answer(batch);
        }
        else if (_router.TakesAnswers)
        {
            await _router.DeliverAnswersAsync(batch, abandon).ConfigureAwait(false);
        }
        else
        {
            _answerAccount.Dropped(LedgerReason.NotApplicable, batch.Length);
            return;
        }

        _answerAccount.Delivered(batch.Length);
    }

    /// <summary>What came out of the middleware. Replayed responses go the way of answers: they must not wait for an output that waits for the middleware.</summary>
    private async ValueTask DeliverProcessedAsync(ReadOnlyMemory<Record> batch, CancellationToken abandon)
    {
        var answers = batch.ToArray().ToLookup(record => record.Kind == RecordKind.ReplayedResponse);
        await _router.DeliverAsync(answers[false].ToArray(), abandon).ConfigureAwait(false);
        await _router.DeliverAnswersAsync(answers[true].ToArray(), abandon).ConfigureAwait(false);
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
