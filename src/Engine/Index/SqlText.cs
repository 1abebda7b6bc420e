namespace TapeDeck.Engine.Index;

/// <summary>A statement, or a part of one, and the values of its question marks in order. What a person typed is only ever a value.</summary>
internal readonly record struct SqlText(string Sql, IReadOnlyList<object> Values)
{
    public static SqlText Of(string sql, params IReadOnlyList<object> values) => new(sql, values);

    /// <summary>This condition or another one.</summary>
    public SqlText Or(string sql, params IReadOnlyList<object> values) => new($"{Sql} OR ({sql})", [.. Values, .. values]);

    /// <summary>A WHERE clause that asks for all conditions; nothing when there are none.</summary>
    public static SqlText Where(IReadOnlyList<SqlText> conditions) => conditions.Count == 0
        ? Of("")
        : new(" WHERE " + string.Join(" AND ", conditions.Select(c => $"({c.Sql})")), [.. conditions.SelectMany(c => c.Values)]);

    /// <summary>A condition that the text stands in one of the columns, any case.</summary>
    public static SqlText Contains(string text, params IReadOnlyList<string> columns) => new(
        string.Join(" OR ", columns.Select(column => $"contains(lower({column}), ?)")),
        [.. columns.Select(_ => text.ToLowerInvariant())]);
}
