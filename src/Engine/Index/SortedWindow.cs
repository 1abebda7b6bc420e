using DuckDB.NET.Data;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>
/// The statements for a window of exchanges in an order of one's own. All that match are looked at, and only the first up to the end of the window are held: DuckDB plans a
/// top N as long as that end is at most <see cref="End"/>; beyond it may sort everything (<see cref="SortedExchanges"/>).
/// </summary>
internal static class SortedWindow
{
    /// <summary>The last position that a window may reach, from the beginning or from the end.</summary>
    public const int End = 5_000;

    private static readonly Dictionary<ExchangeColumn, string> s_columns = new()
    {
        [ExchangeColumn.Time] = "ts",
        [ExchangeColumn.Method] = "method",
        [ExchangeColumn.Target] = "target",
        [ExchangeColumn.Host] = "host",
        [ExchangeColumn.Status] = "status",
        [ExchangeColumn.RequestBytes] = "request_bytes",
        [ExchangeColumn.ResponseBytes] = "response_bytes",
        [ExchangeColumn.Latency] = "latency",
        [ExchangeColumn.ContentType] = "content_type",
        [ExchangeColumn.Client] = "client",
    };

    /// <summary>The numbers of a window among those that fit all conditions, with everything turned round when it counts from the end.</summary>
    public static SqlText Numbers(IReadOnlyList<SqlText> conditions, ExchangeOrder order, long start, int count, bool isFromEnd = false)
    {
        var where = SqlText.Where(conditions);
        return new SqlText($"SELECT n FROM exchange{where.Sql} ORDER BY {By(order, isFromEnd)} LIMIT ? OFFSET ?", [.. where.Values, (long)count, start]);
    }

    /// <summary>The numbers of all that fit the conditions.</summary>
    public static SqlText Numbers(IReadOnlyList<SqlText> conditions, ExchangeOrder order)
    {
        var where = SqlText.Where(conditions);
        return where with { Sql = $"SELECT n FROM exchange{where.Sql} ORDER BY {By(order, isFromEnd: false)}" };
    }

    /// <summary>The condition that a row stands behind another one.</summary>
    public static SqlText Behind(DuckDBConnection connection, ExchangeOrder order, long number)
    {
        string[] columns = [.. order.Keys.Select(key => s_columns[key.Column])];
        var values = connection.Query(
            SqlText.Of($"SELECT {string.Join(", ", columns)} FROM exchange WHERE n = ?", number),
            reader => columns.Index().Select(column => reader.GetValue(column.Index)).ToArray())[0];
        var behind = SqlText.Of("n > ?", number);
        for (var at = columns.Length - 1; at >= 0; at--)
        {
            var (column, further) = (columns[at], order.Keys[at].Descends ? "<" : ">");
            behind = new SqlText($"{column} {further} ? OR ({column} = ? AND ({behind.Sql}))", [values[at], values[at], .. behind.Values]);
        }

        return behind;
    }

    private static string By(ExchangeOrder order, bool isFromEnd) =>
        string.Concat(order.Keys.Select(key => $"{s_columns[key.Column]} {(key.Descends != isFromEnd ? "DESC" : "ASC")}, ")) + (isFromEnd ? "n DESC" : "n");
}
