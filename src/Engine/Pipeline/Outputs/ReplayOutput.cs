using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>What the outputs have in common that send requests and get answers. Delivered means that a complete answer came, whatever it says.</summary>
public abstract class ReplayOutput : IRespondingOutput
{
    private protected const int MostConnections = 10_000;
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromHours(1);

    private readonly LedgerAccount _account;
    private readonly TimeProvider _time;
    private readonly HttpSender _sender;

    private protected ReplayOutput(string name, ReplayOptions options, ReplayAnswers? answers, HttpSender sender)
    {
        Name = name;
        _account = options.Ledger.Account(options.Name);
        _time = options.Time;
        Responses = answers;
        _sender = sender;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The live figures.</summary>
    public ReplayProgress Progress => _sender.Progress;

    /// <inheritdoc/>
    public int Waiting => _sender.Waiting;

    /// <inheritdoc/>
    public IRecordInput? Responses { get; }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        try
        {
            var arrived = _time.GetTimestamp();
            for (var i = 0; i < batch.Length; i++)
            {
                var record = batch.Span[i];
                if (record.Kind == RecordKind.Request)
                {
                    await _sender.SendAsync(record, arrived, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    _account.Dropped(LedgerReason.NotApplicable);
                }
            }
        }
        catch
        {
            await StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _sender.CompleteAsync(cancellationToken).ConfigureAwait(false);
            await FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _sender.DisposeAsync();
    }

    /// <summary>All answers are there: brings to an end what was made of them.</summary>
    private protected virtual Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Breaks off what is under way and counts it.</summary>
    private protected virtual ValueTask StopAsync() => _sender.StopAsync();

    private protected static ReplayAnswers? AnswersOf(ReplayOptions options, bool wanted) =>
        wanted ? new ReplayAnswers($"{options.Name} answers", options.Ledger.Account(Ledger.Answers)) : null;

    private protected static void CheckLimits(List<PlanFault> faults, int connections, TimeSpan timeout, int responseLimitBytes)
    {
        Require(faults, connections is >= 1 and <= MostConnections, "/connections", $"Connections go from 1 to {MostConnections}.");
        Require(faults, timeout > TimeSpan.Zero && timeout <= s_longestTimeout, "/timeout", "The timeout must be above 0 and at most an hour.");
        Require(faults, responseLimitBytes >= 0, "/responseLimitBytes", "The kept size of a response cannot be negative.");
    }

    private protected static void Require(List<PlanFault> faults, bool holds, string path, string message)
    {
        if (!holds)
        {
            faults.Add(new PlanFault(path, message));
        }
    }
}
