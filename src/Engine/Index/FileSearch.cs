using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>
/// A query over recordings that have no index: each is read once, in its order, and holds a window of exchanges in memory. For one thread.
/// </summary>
public sealed class FileSearch(TrafficQuery query) : IExchangeRows
{
    private readonly List<RecordedExchange> _found = [];
    private long _next;

    /// <summary>Responses that came so long after their requests that they were not looked at.</summary>
    public long Late { get; private set; }

    /// <summary>The files that paths and patterns mean, each looked at.</summary>
    /// <exception cref="PlanException">Some are none, or cannot be read.</exception>
    public static IReadOnlyList<string> Files(IReadOnlyList<string> patterns)
    {
        var faults = new List<PlanFault>();
        var files = GorFileList.Find(patterns, faults);
        return faults.Count == 0 ? [.. files.Select(file => file.Path)] : throw new PlanException(faults);
    }

    /// <summary>The exchanges of a file that fit, in order of time as far as the window reaches, numbered as in the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="damaged">Called with what cannot be read.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IEnumerable<RecordedExchange> Run(string path, Action<GorDamage> damaged)
    {
        _next = 0;
        var pool = new ExchangeRowPool();
        var joiner = new ExchangeJoiner(this, pool);
        using var reader = GorReader.Open(path, damaged: damaged);
        while (reader.ReadBatch() is { IsEmpty: false } batch)
        {
            Join(batch.Span, joiner, pool);
            foreach (var exchange in TakeFound())
            {
                yield return exchange;
            }
        }

        joiner.Flush();
        foreach (var exchange in TakeFound())
        {
            yield return exchange;
        }
    }

    void IExchangeRows.Append(ExchangeRow row)
    {
        row.Number = _next;
        Look(row);
    }

    void IExchangeRows.Update(ExchangeRow row) => Late++;

    void IExchangeRows.Stray(ExchangeRow response) => Look(response);

    private static void Join(ReadOnlySpan<GorEntry> entries, ExchangeJoiner joiner, ExchangeRowPool pool)
    {
        foreach (var (record, offset, length) in entries)
        {
            if (record.Kind is RecordKind.Request or RecordKind.Response)
            {
                joiner.Add(pool.Take<RecordedRow>(), record, new RecordLocation(0, offset, length));
            }
        }
    }

    private void Look(ExchangeRow row)
    {
        var exchange = ((RecordedRow)row).ToExchange(_next++);
        if (query.IsMatch(exchange.Summary, exchange.Request, exchange.Response))
        {
            _found.Add(exchange);
        }
    }

    private RecordedExchange[] TakeFound()
    {
        RecordedExchange[] found = [.. _found];
        _found.Clear();
        return found;
    }
}
