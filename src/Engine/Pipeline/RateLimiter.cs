using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline;

/// <summary>
/// Lets so many requests a second through, or a share of them, and drops the rest (spec §7). It belongs to one input or one output. A rate counts in
/// windows of a second; one begins with the first request after the last one is over, so up to twice the rate may pass within a second across a
/// border. A share is drawn for each request. Responses cost nothing and follow their request. Serves one caller at a time.
/// </summary>
internal sealed class RateLimiter
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(1);

    private readonly RateLimitPlan _plan;
    private readonly LedgerAccount _account;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly RejectedExchanges _rejected;
    private readonly BatchEditor _editor;
    private long? _windowStart;
    private int _passed;

    /// <param name="plan">The limit; valid.</param>
    /// <param name="account">Where what is dropped is counted, as seen and as dropped.</param>
    /// <param name="time">The clock of the windows.</param>
    /// <param name="random">Draws the share; one with a seed gives the same draws each time.</param>
    public RateLimiter(RateLimitPlan plan, LedgerAccount account, TimeProvider time, Random random)
    {
        _plan = plan;
        _account = account;
        _time = time;
        _random = random;
        _rejected = new RejectedExchanges(time);
        _editor = new BatchEditor(record => Passes(record) ? record : null);
    }

    /// <summary>What passes of a batch. The result is good until the next call.</summary>
    public ReadOnlyMemory<Record> Apply(ReadOnlyMemory<Record> batch)
    {
        var passed = _editor.Apply(batch);
        _account.Seen(batch.Length - passed.Length);
        _account.Dropped(LedgerReason.RateLimited, batch.Length - passed.Length);
        return passed;
    }

    private bool Passes(Record record)
    {
        if (record.Kind != RecordKind.Request)
        {
            return !_rejected.Contains(record.Id);
        }

        var passes = _plan.PerSecond is { } most ? FitsWindow(most) : _random.NextDouble() * 100 < _plan.Percent;
        _rejected.Decide(record.Id, passes);
        return passes;
    }

    private bool FitsWindow(int most)
    {
        if (_windowStart is not { } start || _time.GetElapsedTime(start) >= s_window)
        {
            _windowStart = _time.GetTimestamp();
            _passed = 0;
        }

        return _passed++ < most;
    }
}
