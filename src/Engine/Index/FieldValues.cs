using System.Text;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>The values that fields have in a recording, most frequent first: what a person who types is offered.</summary>
public static class FieldValues
{
    /// <summary>Rows that are counted of a field with about as many values as there are exchanges.</summary>
    private const int MostCounted = 100_000;

    /// <summary>Of these every exchange is counted.</summary>
    private static readonly SummaryText[] s_withFewValues = [SummaryText.Method, SummaryText.Host, SummaryText.ContentType];

    /// <summary>The values that begin with a text, in any case; empty for a field that the index does not know.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<(string Value, long Count)> Of(RecordingIndex index, string field, string prefix, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(prefix);
        if (Source(field, Folded(prefix)) is not { } source)
        {
            return [];
        }

        using var connection = index.Database.Connect();
        return connection.Query(
            new SqlText($"SELECT value, count(*) FROM ({source.Sql}) GROUP BY value ORDER BY count(*) DESC, value LIMIT ?", [.. source.Values, count]),
            reader => (Shown(reader.GetString(0)), reader.GetInt64(1)),
            cancellationToken);
    }

    private static SqlText? Source(string field, string prefix)
    {
        if (field.Equals("status", StringComparison.OrdinalIgnoreCase))
        {
            return SqlText.Of("SELECT if(status = 0, 'none', status::VARCHAR) AS value FROM exchange WHERE starts_with(if(status = 0, 'none', status::VARCHAR), ?)", prefix);
        }

        if (SummaryTexts.Find(field) is not { } text)
        {
            return null;
        }

        var column = QuerySql.ColumnOf(text);
        return SqlText.Of(
            $"SELECT {column} AS value FROM exchange WHERE {column} <> '' AND starts_with(lower({column}), ?){(s_withFewValues.Contains(text) ? "" : $" LIMIT {MostCounted}")}", prefix);
    }

    /// <summary>As the index has it: one character a byte.</summary>
    private static string Folded(string prefix) => Encoding.Latin1.GetString(CaseFolding.Fold(Encoding.UTF8.GetBytes(prefix)));

    /// <summary>As people read it.</summary>
    private static string Shown(string value) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value));
}
