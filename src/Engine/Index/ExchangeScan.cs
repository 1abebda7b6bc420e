using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>
/// A query that asks for more than the index knows, run over the files of a recording: what the index lets through is read in order and
/// looked at. What was found so far can be read at any time, from any thread.
/// </summary>
public sealed class ExchangeScan
{
    private const int StepNumbers = 1 << 16;
    private const int NoticeEvery = 1 << 10;

    private static readonly Comparer<Finding> s_byNumber = Comparer<Finding>.Create((one, other) => one.Number.CompareTo(other.Number));

    private readonly Lock _lock = new();
    private readonly List<Finding> _found = [];
    private readonly IReadOnlyList<string> _files;
    private readonly ExchangeFilter _filter;
    private readonly QueryNode? _rest;

    /// <summary>Prepares a scan.</summary>
    /// <param name="files">The recording's files, in the order in which they were indexed.</param>
    /// <param name="filter">What is looked for.</param>
    public ExchangeScan(IReadOnlyList<string> files, ExchangeFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        (_files, _filter) = (files, filter);
        _rest = QuerySql.Rest(filter.Query.Root);
    }

    /// <summary>How much is looked at, 0–1.</summary>
    public double Fraction { get; private set; }

    /// <summary>Whether the index alone cannot answer.</summary>
    public static bool IsNeeded(ExchangeFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return QuerySql.Rest(filter.Query.Root) is not null;
    }

    /// <summary>Looks at everything, once.</summary>
    /// <param name="index">The recording's index, which stays open meanwhile.</param>
    /// <param name="stepped">Called now and then, after something was looked at.</param>
    /// <param name="cancellationToken">Ends it between two exchanges; what was found stays.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public void Run(RecordingIndex index, Action? stepped = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        using var files = new RecordBytes(index, _files);
        var exchange = new ScannedExchange(files);
        var (total, looked, withSummary) = (index.Count(), 0L, NeedsSummary(_rest));
        for (var from = 0L; from < total; from += StepNumbers)
        {
            foreach (var candidate in index.Candidates(_filter, from, from + StepNumbers, withSummary, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Look(exchange, candidate);
                if (++looked % NoticeEvery == 0)
                {
                    Fraction = (double)candidate.Number / total;
                    stepped?.Invoke();
                }
            }
        }

        Fraction = 1;
    }

    /// <summary>Some of what was found so far.</summary>
    public ExchangeWindow Page(RecordingIndex index, long start, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        var (total, found) = Take(start, count);
        return new ExchangeWindow(index.Rows([.. found.Select(one => one.Number)], cancellationToken), start, total);
    }

    /// <summary>What was found so far behind a place; null when there is another exchange at it now. See <see cref="RecordingIndex.PageAfter"/>.</summary>
    public ExchangeWindow? PageAfter(RecordingIndex index, ExchangePlace place, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(place);
        return index.Holds(place) ? Page(index, CountUpTo(place.Number), count, cancellationToken) : null;
    }

    /// <summary>What was found so far over the time of the whole recording; see <see cref="RecordingIndex.Timeline"/>.</summary>
    public ExchangeTimeline Timeline(RecordingIndex index, int spans, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        var whole = index.Timeline(new ExchangeFilter(), spans, cancellationToken);
        long[][] counts = [.. whole.Spans.Select(_ => new long[6])];
        foreach (var one in Take(0, int.MaxValue).Found)
        {
            var span = (one.Timestamp - whole.Start) / whole.Step;
            if (span >= 0 && span < counts.Length) // What came after the scan has a timeline of its own.
            {
                counts[span][Math.Min(one.Status / 100, 5)]++;
            }
        }

        return whole with { Spans = [.. counts.Select(byClass => new ExchangeSpan(byClass))] };
    }

    private static bool NeedsSummary(QueryNode? node) => node switch
    {
        QueryNode.All all => all.Terms.Any(NeedsSummary),
        QueryNode.Any any => any.Terms.Any(NeedsSummary),
        QueryNode.Not not => NeedsSummary(not.Term),
        QueryNode.Free or QueryNode.Text or QueryNode.Number => true,
        _ => false,
    };

    private void Look(ScannedExchange exchange, ScanCandidate candidate)
    {
        exchange.MoveTo(candidate);
        if (_rest is null || ExchangePredicate.IsMatch(_rest, exchange))
        {
            lock (_lock)
            {
                _found.Add(new Finding(candidate.Number, candidate.Timestamp, candidate.Status));
            }
        }
    }

    private long CountUpTo(long number)
    {
        lock (_lock)
        {
            var at = _found.BinarySearch(new Finding(number, 0, 0), s_byNumber);
            return at < 0 ? ~at : at + 1;
        }
    }

    private (long Total, Finding[] Found) Take(long start, int count)
    {
        lock (_lock)
        {
            return (_found.Count, start >= _found.Count ? [] : [.. _found.GetRange((int)start, (int)Math.Min(count, _found.Count - start))]);
        }
    }

    private readonly record struct Finding(long Number, long Timestamp, int Status);
}
