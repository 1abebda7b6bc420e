using System.Text;
using DuckDB.NET.Data;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>The values that fields have in a recording, most frequent first: what a person who types is offered.</summary>
public static class FieldValues
{
    /// <summary>Exchanges that are looked at for a field with about as many values as there are exchanges, in parts spread over the recording.</summary>
    private const long MostLookedAt = 1_000_000;
    private const int Parts = 8;

    /// <summary>Of these every exchange is counted.</summary>
    private static readonly SummaryText[] s_withFewValues = [SummaryText.Method, SummaryText.Host, SummaryText.ContentType];

    /// <summary>The values that begin with a text, in any case; empty for ids and for a field that the index does not know.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<(string Value, long Count)> Of(RecordingIndex index, string field, string prefix, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        using var connection = index.Database.Connect();
        return Of(connection, "exchange", field, prefix, count, cancellationToken);
    }

    /// <summary>The same of the results of a replay.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<(string Value, long Count)> Of(ReplayResultIndex index, string field, string prefix, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        using var connection = index.Database.Connect();
        return Of(connection, "asked", field, prefix, count, cancellationToken);
    }

    private static List<(string Value, long Count)> Of(DuckDBConnection connection, string table, string field, string prefix, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(prefix);
        if (Source(connection, table, field, Folded(prefix)) is not { } source)
        {
            return [];
        }

        return connection.Query(
            new SqlText($"{source.Sql} ORDER BY count DESC, value LIMIT ?", [.. source.Values, count]),
            reader => (Shown(reader.GetString(0)), reader.GetInt64(1)),
            cancellationToken);
    }

    /// <summary>Values and counts.</summary>
    private static SqlText? Source(DuckDBConnection connection, string table, string field, string prefix) =>
        field.Equals("status", StringComparison.OrdinalIgnoreCase)
            ? SqlText.Of(
                $"SELECT * FROM (SELECT if(status = 0, 'none', status::VARCHAR) AS value, count(*) AS count FROM {table} GROUP BY status) WHERE starts_with(value, ?)", prefix)
        : SummaryTexts.Find(field) is not { } text || text == SummaryText.Id ? null
        : Texts(table, text == SummaryText.Endpoint && prefix.StartsWith('/') ? "template" : QuerySql.ColumnOf(text), prefix, s_withFewValues.Contains(text) ? [] : Spread((long)connection.Scalar($"SELECT count(*) FROM {table}")!));

    private static SqlText Texts(string table, string column, string prefix, (long From, long To)[] parts)
    {
        string[] rows = parts.Length == 0 ? [$"SELECT {column} AS value FROM {table}"]
            : [.. parts.Select(part => FormattableString.Invariant($"SELECT {column} AS value FROM {table} WHERE n >= {part.From} AND n < {part.To}"))];
        return SqlText.Of($"SELECT value, count(*) AS count FROM ({string.Join(" UNION ALL ", rows)}) WHERE value <> '' AND starts_with(lower(value), ?) GROUP BY value", prefix);
    }

    private static (long From, long To)[] Spread(long total) => total <= MostLookedAt ? []
        : [.. Enumerable.Range(0, Parts).Select(part => (total * part / Parts, (total * part / Parts) + (MostLookedAt / Parts)))];

    /// <summary>As the index has it: one character a byte.</summary>
    private static string Folded(string prefix) => Encoding.Latin1.GetString(CaseFolding.Fold(Encoding.UTF8.GetBytes(prefix)));

    /// <summary>As people read it.</summary>
    private static string Shown(string value) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value));
}
