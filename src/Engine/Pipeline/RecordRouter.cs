namespace TapeDeck.Engine.Pipeline;

/// <summary>
/// Which output gets which record. All get everything, or the outputs of the plan share exchanges in turn; a capture's recording and the outputs that
/// a run has beside its plan see everything in any case. Answers of responding outputs go to the outputs that do not respond, so that nobody waits in a circle: to all of
/// them, or when exchanges are shared, each to one of them in turn. Safe for several loops.
/// </summary>
internal sealed class RecordRouter
{
    private readonly Route _records;
    private readonly Route _answers;

    /// <param name="outputs">All outputs.</param>
    /// <param name="newDealer">Makes what shares exchanges among so many outputs; null when all get everything.</param>
    public RecordRouter(IReadOnlyList<OutputQueue> outputs, Func<int, ExchangeDealer>? newDealer = null)
    {
        Outputs = outputs;
        _records = Route.To(outputs, newDealer);
        _answers = Route.To([.. outputs.Where(output => !output.IsResponding)], newDealer);
    }

    public IReadOnlyList<OutputQueue> Outputs { get; }

    /// <summary>Whether any output takes answers.</summary>
    public bool TakesAnswers => _answers.HasOutputs;

    /// <summary>Hands records to the queues of their outputs; waits where a queue's policy says so. Cancelled: what had no room is counted as stopped.</summary>
    public ValueTask DeliverAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken) => _records.SendAsync(batch, cancellationToken);

    /// <summary>Hands answers to the queues of the outputs that do not respond.</summary>
    public ValueTask DeliverAnswersAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken) => _answers.SendAsync(batch, cancellationToken);

    private sealed record Route(IReadOnlyList<OutputQueue> Shared, IReadOnlyList<OutputQueue> All, ExchangeDealer? Dealer)
    {
        public bool HasOutputs => Shared.Count + All.Count > 0;

        public static Route To(IReadOnlyList<OutputQueue> outputs, Func<int, ExchangeDealer>? newDealer)
        {
            OutputQueue[] shared = [.. outputs.Where(output => !output.IsUnshared)];
            return newDealer is null || shared.Length < 2
                ? new Route([], outputs, null)
                : new Route(shared, [.. outputs.Except(shared)], newDealer(shared.Length));
        }

        public async ValueTask SendAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
        {
            if (batch.IsEmpty)
            {
                return;
            }

            foreach (var output in All)
            {
                await output.EnqueueAsync(batch, cancellationToken).ConfigureAwait(false);
            }

            var parts = Dealer?.Deal(batch) ?? [];
            for (var i = 0; i < parts.Count; i++)
            {
                await Shared[i].EnqueueAsync(parts[i], cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
