namespace TapeDeck.Client.Components;

/// <summary>
/// Which element of the browser shows which row. Rows that stay keep theirs. Where a live list moves so fast that hardly one stays, elements keep their places instead,
/// and only what they say is changed: making them anew costs the browser several times as much.
/// </summary>
internal sealed class RowElements
{
    private long[] _rows = [];
    private long[] _elements = [];
    private long _last;

    /// <summary>The names of the elements for rows that are drawn now.</summary>
    /// <param name="rows">The keys of the rows, in their order; none of them twice.</param>
    /// <param name="recycle">Whether elements may show other rows.</param>
    public IReadOnlyList<long> For(long[] rows, bool recycle)
    {
        var before = new Dictionary<long, long>();
        for (var i = 0; i < _rows.Length; i++)
        {
            before[_rows[i]] = _elements[i];
        }

        var stay = rows.Count(before.ContainsKey);
        _elements = recycle && 2 * stay < rows.Length
            ? [.. rows.Select((_, i) => i < _elements.Length ? _elements[i] : ++_last)]
            : [.. rows.Select(row => before.TryGetValue(row, out var element) ? element : ++_last)];
        _rows = rows;
        return _elements;
    }
}
