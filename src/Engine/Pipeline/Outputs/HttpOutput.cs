using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>Replays requests to a server (spec §5). Delivered means that a complete response came, whatever its status.</summary>
public sealed class HttpOutput : IRecordOutput
{
    private const int MostConnections = 10_000;
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromHours(1);

    private readonly LedgerAccount _account;
    private readonly TimeProvider _time;
    private readonly HttpSender _sender;

    /// <summary>An output that is ready to send; connections are opened when there is something to send.</summary>
    /// <param name="plan">Target and limits.</param>
    /// <param name="account">The output's account; its name becomes the output's.</param>
    /// <param name="results">Who wants to know what became of each request; null for nobody.</param>
    /// <param name="time">The clock that due times are read on.</param>
    /// <exception cref="PlanException">The plan cannot work; the faults' paths are relative to it, such as <c>/url</c>.</exception>
    public HttpOutput(HttpOutputPlan plan, LedgerAccount account, IReplayResultSink? results, TimeProvider time)
    {
        var faults = new List<PlanFault>();
        if (!ReplayTarget.TryParse(plan.Url, out var target, out var fault))
        {
            faults.Add(fault);
        }

        Require(faults, plan.Connections is >= 1 and <= MostConnections, "/connections", $"Connections go from 1 to {MostConnections}.");
        Require(faults, plan.Timeout > TimeSpan.Zero && plan.Timeout <= s_longestTimeout, "/timeout", "The timeout must be above 0 and at most an hour.");
        Require(faults, plan.ResponseLimitBytes >= 0, "/responseLimitBytes", "The kept size of a response cannot be negative.");
        if (faults.Count > 0)
        {
            throw new PlanException(faults);
        }

        _account = account;
        _time = time;
        _sender = new HttpSender(target!, plan, account, results, time);
    }

    /// <inheritdoc/>
    public string Name => _account.Name;

    /// <summary>The live figures.</summary>
    public ReplayProgress Progress => _sender.Progress;

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
            await _sender.StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _sender.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await _sender.StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _sender.DisposeAsync();

    private static void Require(List<PlanFault> faults, bool holds, string path, string message)
    {
        if (!holds)
        {
            faults.Add(new PlanFault(path, message));
        }
    }
}
