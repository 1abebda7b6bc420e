using HdrHistogram;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Engine.Replay;

/// <summary>Counts and distributions of a replay; added to by every connection, read at any time.</summary>
internal sealed class ReplayStatistics(TimeProvider time)
{
    private static readonly TimeSpan s_late = TimeSpan.FromMilliseconds(10);
    private readonly Lock _lock = new();
    private readonly Distribution _latency = new();
    private readonly Distribution _serviceTime = new();
    private readonly Distribution _lateness = new();
    private readonly RateMeter _rate = new(time);
    private readonly long[] _byStatus = new long[1000];
    private readonly long[] _byFailure = new long[Enum.GetValues<LedgerReason>().Length];
    private long _begun;
    private long _ended;
    private long _sent;
    private long _succeeded;
    private long _paced;
    private long _late;

    /// <summary>A request has a connection.</summary>
    public void Begin() => Interlocked.Increment(ref _begun);

    /// <summary>A request is through, well or not.</summary>
    public void End(ReplayExchange exchange)
    {
        lock (_lock)
        {
            _ended++;
            if (exchange.Sent != 0)
            {
                AddSend(exchange);
            }

            if (exchange.Failure is { } failure)
            {
                _byFailure[(int)failure.Reason]++;
            }
            else
            {
                _succeeded++;
                _byStatus[exchange.Status]++;
                _latency.Add(time.GetElapsedTime(exchange.Due, exchange.Ended));
                _serviceTime.Add(time.GetElapsedTime(exchange.Sent, exchange.Ended));
            }
        }
    }

    /// <summary>The figures now.</summary>
    /// <param name="waiting">Requests that have no connection yet.</param>
    public ReplayProgress Snapshot(int waiting)
    {
        lock (_lock)
        {
            var inFlight = Math.Max(0, Interlocked.Read(ref _begun) - _ended);
            var byStatus = Enumerable.Range(1, _byStatus.Length - 1).Where(status => _byStatus[status] > 0).ToDictionary(status => status, status => _byStatus[status]);
            return new ReplayProgress
            {
                Sent = _sent + inFlight,
                Succeeded = _succeeded,
                Failed = _ended - _succeeded,
                InFlight = inFlight,
                Waiting = waiting,
                CompletedPerSecond = _rate.Observe(_succeeded),
                ByStatus = byStatus,
                ByStatusClass = [.. Enumerable.Range(0, 6).Select(digit => byStatus.Where(pair => pair.Key / 100 == digit).Sum(pair => pair.Value))],
                ByFailure = Enum.GetValues<LedgerReason>().Where(reason => _byFailure[(int)reason] > 0).ToDictionary(reason => reason, reason => _byFailure[(int)reason]),
                Latency = _latency.Snapshot(),
                ServiceTime = _serviceTime.Snapshot(),
                Lateness = _lateness.Snapshot(),
                GeneratorLimited = _late * 100 > _paced,
            };
        }
    }

    private void AddSend(ReplayExchange exchange)
    {
        _sent++;
        if (exchange.IsPaced)
        {
            var lateness = time.GetElapsedTime(exchange.Due, exchange.Sent);
            _lateness.Add(lateness);
            _paced++;
            _late += lateness > s_late ? 1 : 0;
        }
    }

    /// <summary>A distribution of durations: microseconds up to an hour, three digits exact.</summary>
    private sealed class Distribution
    {
        private const long Longest = 3_600_000_000;
        private const double PerMillisecond = 1000;
        private readonly LongHistogram _microseconds = new(Longest, 3);

        public void Add(TimeSpan duration) => _microseconds.RecordValue(Math.Clamp((long)duration.TotalMicroseconds, 0, Longest));

        public Percentiles Snapshot() => _microseconds.TotalCount == 0 ? new() : new(At(50), At(95), At(99), At(99.9), At(100));

        private double At(double percentile) => _microseconds.GetValueAtPercentile(percentile) / PerMillisecond;
    }
}
