using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>
/// A query that asks for more than the index knows, run over the files of a recording: what the index lets through is read in order and
/// looked at. What was found so far can be read at any time, from any thread.
/// </summary>
public sealed class ExchangeScan
{
    private const int StepNumbers = 1 << 16;

    private readonly Lock _lock = new();
    private readonly List<long> _found = [];
    private readonly RecordingIndex _index;
    private readonly IReadOnlyList<string> _files;
    private readonly ExchangeFilter _filter;
    private readonly QueryNode? _rest;
    private long _looked;

    /// <summary>Prepares a scan.</summary>
    /// <param name="index">The recording's index, which stays open while it runs.</param>
    /// <param name="files">The recording's files, in the order in which they were indexed.</param>
    /// <param name="filter">What is looked for.</param>
    public ExchangeScan(RecordingIndex index, IReadOnlyList<string> files, ExchangeFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        (_index, _files, _filter) = (index, files, filter);
        _rest = QuerySql.Rest(filter.Query.Root);
    }

    /// <summary>Exchanges found so far.</summary>
    public long Found
    {
        get
        {
            lock (_lock)
            {
                return _found.Count;
            }
        }
    }

    /// <summary>How much is looked at, 0–1.</summary>
    public double Fraction { get; private set; }

    /// <summary>Whether everything was looked at.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether the index alone cannot answer.</summary>
    public static bool IsNeeded(ExchangeFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return QuerySql.Rest(filter.Query.Root) is not null;
    }

    /// <summary>Looks at everything, once.</summary>
    /// <param name="stepped">Called now and then, after something was looked at.</param>
    /// <param name="cancellationToken">Ends it between two exchanges; what was found stays.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public void Run(Action? stepped = null, CancellationToken cancellationToken = default)
    {
        using var files = new RecordBytes(_files);
        var exchange = new ScannedExchange(files);
        var total = _index.Count();
        for (var from = 0L; from < total; from += StepNumbers)
        {
            foreach (var candidate in _index.Candidates(_filter, from, from + StepNumbers, NeedsSummary(_rest), cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                exchange.MoveTo(candidate);
                Look(exchange, candidate.Number);
                if ((++_looked & 0xFFF) == 0)
                {
                    Fraction = (double)candidate.Number / total;
                    stepped?.Invoke();
                }
            }
        }

        (Fraction, IsComplete) = (1, true);
        stepped?.Invoke();
    }

    /// <summary>Some of what was found so far.</summary>
    public ExchangeWindow Page(long start, int count, CancellationToken cancellationToken = default)
    {
        long[] numbers;
        long found;
        lock (_lock)
        {
            found = _found.Count;
            numbers = start >= found ? [] : [.. _found.GetRange((int)start, (int)Math.Min(count, found - start))];
        }

        return new ExchangeWindow(_index.Rows(numbers, cancellationToken), found);
    }

    private static bool NeedsSummary(QueryNode? node) => node switch
    {
        QueryNode.All all => all.Terms.Any(NeedsSummary),
        QueryNode.Any any => any.Terms.Any(NeedsSummary),
        QueryNode.Not not => NeedsSummary(not.Term),
        QueryNode.Free or QueryNode.Text or QueryNode.Number => true,
        _ => false,
    };

    private void Look(ScannedExchange exchange, long number)
    {
        if (_rest is null || ExchangePredicate.IsMatch(_rest, exchange))
        {
            lock (_lock)
            {
                _found.Add(number);
            }
        }
    }
}
