using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>
/// Reads exchanges by their numbers. Numbers that lie scattered are asked for one by one, in one statement: DuckDB then steps over what lies between them, which it
/// unpacks when it is given them all as a list.
/// </summary>
internal static class NumberedRows
{
    private const int MostRanges = 500; // beyond it, asking for each takes as long as unpacking all

    /// <summary>The exchanges of these numbers, in their order.</summary>
    public static List<ExchangeSummary> Read(DuckDBConnection connection, ReadOnlySpan<int> numbers, CancellationToken cancellationToken)
    {
        var places = new Dictionary<long, int>(numbers.Length);
        foreach (var number in numbers)
        {
            places[number] = places.Count;
        }

        return places.Count == 0 ? []
            : [.. connection.Query(Statement(numbers), reader => IndexColumns.ReadSummary(reader), cancellationToken).OrderBy(row => places[row.Number])];
    }

    /// <summary>Numbers as ranges without their end, ascending.</summary>
    public static List<(long From, long To)> Ranges(ReadOnlySpan<int> numbers)
    {
        var ascending = numbers.ToArray();
        Array.Sort(ascending);
        List<(long From, long To)> ranges = [];
        foreach (var number in ascending)
        {
            if (ranges.Count > 0 && ranges[^1].To == number)
            {
                ranges[^1] = (ranges[^1].From, number + 1L);
            }
            else
            {
                ranges.Add((number, number + 1L));
            }
        }

        return ranges;
    }

    private static SqlText Statement(ReadOnlySpan<int> numbers)
    {
        const string Select = $"SELECT {IndexColumns.Summary} FROM exchange WHERE ";
        var ranges = Ranges(numbers);
        return ranges.Count > MostRanges ? SqlText.Of(Select + "n IN (SELECT unnest(?))", numbers.ToArray().ToList())
            : new SqlText(
                string.Join(" UNION ALL ", ranges.Select(range => Select + (range.To == range.From + 1 ? "n = ?" : "n BETWEEN ? AND ?"))),
                [.. ranges.SelectMany(range => range.To == range.From + 1 ? new object[] { range.From } : [range.From, range.To - 1])]);
    }
}
