using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline;

/// <summary>Files read once, without waiting, but with the times at which their records would be due.</summary>
internal sealed class RehearsedInput : IAsyncDisposable
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly FileInput _input;
    private readonly IAsyncEnumerator<ReadOnlyMemory<Record>> _batches;
    private readonly ReplaySchedule _schedule;
    private readonly IReadOnlyList<BatchStep> _steps;
    private readonly long _end;
    private Record[] _recorded = [];
    private long _clock;

    private RehearsedInput(FileInput input, ReplaySchedule schedule, IReadOnlyList<BatchStep> steps, TimeSpan? end, CancellationToken stop)
    {
        _input = input;
        _batches = input.ReadAsync(stop).GetAsyncEnumerator(CancellationToken.None);
        _schedule = schedule;
        _steps = steps;
        _end = end is { } limit ? Nanoseconds(limit) : long.MaxValue;
    }

    /// <summary>Whether nothing more comes of it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>How much of the files was read, 0–1.</summary>
    public double Fraction => IsOver ? 1 : _input.Fraction ?? 0;

    /// <summary>When the last record read is due.</summary>
    public TimeSpan Reached => TimeSpan.FromTicks(_clock / TimeSpan.NanosecondsPerTick);

    /// <param name="plan">What to read, and the pace it would be replayed at.</param>
    /// <param name="steps">What is done to its records.</param>
    /// <param name="end">When the replay would be ended; null for not at all.</param>
    /// <param name="sources">Where its records are counted.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="PlanException">As of <see cref="FileInput.Open"/>.</exception>
    public static RehearsedInput Open(FileInputPlan plan, IReadOnlyList<BatchStep> steps, TimeSpan? end, LedgerAccount sources, CancellationToken stop)
    {
        var speed = plan.Speed ?? ReplaySpeed.Original;
        var input = FileInput.Open(plan with { Speed = ReplaySpeed.Max, Loop = false, MaxWait = null }, sources, TimeProvider.System);
        return new RehearsedInput(input, new ReplaySchedule(NanosecondsPerSecond, speed, plan.MaxWait), steps, speed.IsMax ? null : end, stop);
    }

    /// <summary>The next records that would be due before the end, each with its due time; none when it is over. Good until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<Record>> ReadAsync()
    {
        if (IsOver || !await _batches.MoveNextAsync().ConfigureAwait(false))
        {
            IsOver = true;
            return default;
        }

        _recorded = _batches.Current.ToArray();
        for (var i = 0; i < _recorded.Length; i++)
        {
            var (record, isRequest) = (_recorded[i], _recorded[i].Kind == RecordKind.Request);
            var due = _schedule.Due(record.Timestamp, _clock, isRequest);
            if (due > _end)
            {
                IsOver = true;
                return _recorded.AsMemory(0, i);
            }

            _schedule.Take(record.Timestamp, due, isRequest);
            _clock = due;
            _recorded[i] = record with { DueTimestamp = due };
        }

        return _recorded;
    }

    /// <summary>What is left of records after all steps. Good until the next call.</summary>
    public ReadOnlyMemory<Record> Pass(ReadOnlyMemory<Record> records) => _steps.Aggregate(records, (batch, step) => step(batch));

    /// <summary>The request of the latest records that another was made from.</summary>
    public Record Recorded(Record request) =>
        _recorded.First(record => record.Kind == RecordKind.Request && record.Id == request.Id && record.Timestamp == request.Timestamp);

    public async ValueTask DisposeAsync()
    {
        await _batches.DisposeAsync().ConfigureAwait(false);
        await _input.DisposeAsync().ConfigureAwait(false);
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks > long.MaxValue / TimeSpan.NanosecondsPerTick ? long.MaxValue : time.Ticks * TimeSpan.NanosecondsPerTick;
}
