using TapeDeck.Engine.Query;
using SortColumn = TapeDeck.Engine.Query.ExchangeColumn;

namespace TapeDeck.Client.Components;

/// <summary>A column of a list of exchanges.</summary>
/// <param name="Id">Its name where choices are kept.</param>
/// <param name="Least">The least width in pixels.</param>
/// <param name="Grows">Whether it takes a share of the room that is left.</param>
/// <param name="IsNumber">Whether it stands to the right.</param>
/// <param name="SortsBy">What rows are put in order by; null when it cannot be.</param>
public sealed record ExchangeColumn(string Id, string Label, int Least, bool Grows = false, bool IsNumber = false, SortColumn? SortsBy = null)
{
    public static IReadOnlyList<ExchangeColumn> All { get; } =
    [
        new("method", "Method", 58, SortsBy: SortColumn.Method),
        new("status", "Status", 52, SortsBy: SortColumn.Status),
        new("path", "Path", 160, Grows: true, SortsBy: SortColumn.Target),
        new("host", "Host", 110, SortsBy: SortColumn.Host),
        new("latency", "Latency", 108, IsNumber: true, SortsBy: SortColumn.Latency),
        new("size", "Size", 66, IsNumber: true, SortsBy: SortColumn.ResponseBytes),
        new("time", "Time", 92, IsNumber: true, SortsBy: SortColumn.Time),
        new("sent", "Sent", 66, IsNumber: true, SortsBy: SortColumn.RequestBytes),
        new("type", "Type", 120, SortsBy: SortColumn.ContentType),
        new("client", "Client", 104, SortsBy: SortColumn.Client),
        new("connection", "Connection", 130),
        new("number", "Number", 84, IsNumber: true),
    ];
}

/// <summary>Which columns of a list of exchanges are shown, in their order.</summary>
public sealed class ExchangeColumns
{
    private const int Gap = 14; // the same as in css/parts.css
    private const int UsualCount = 7;

    private ExchangeColumns(IReadOnlyList<ExchangeColumn> shown) => Shown = shown;

    public static ExchangeColumns Usual { get; } = new([.. ExchangeColumn.All.Take(UsualCount)]);

    public IReadOnlyList<ExchangeColumn> Shown { get; }

    /// <summary>All columns, those that are not shown at the end.</summary>
    public IEnumerable<ExchangeColumn> InOrder => Shown.Concat(ExchangeColumn.All.Except(Shown));

    public bool IsUsual => Shown.SequenceEqual(Usual.Shown);

    /// <summary>The widths as CSS; null for the usual columns, whose widths follow the room there is.</summary>
    public string? Style => IsUsual
        ? null
        : $"--columns: {string.Join(' ', Shown.Select(column => column.Grows ? $"minmax({column.Least}px, 1fr)" : $"{column.Least}px"))}; --least: {Shown.Sum(column => column.Least + Gap) + Gap}px";

    /// <summary>Reads what was kept; the usual columns when there is nothing of use in it.</summary>
    public static ExchangeColumns Read(string? text)
    {
        ExchangeColumn[] known = [.. (text ?? "").Split(',').Distinct().Select(id => ExchangeColumn.All.FirstOrDefault(column => column.Id == id)).OfType<ExchangeColumn>()];
        return known.Length == 0 ? Usual : new ExchangeColumns(known);
    }

    /// <summary>An order in words.</summary>
    public static string Said(ExchangeSortKey key) =>
        $"{ExchangeColumn.All.First(column => column.SortsBy == key.Column).Label.ToLowerInvariant()}, {(key.Descends ? "descending" : "ascending")}";

    /// <summary>Shows or hides a column; the last one stays.</summary>
    public ExchangeColumns Toggle(ExchangeColumn column) =>
        !Shown.Contains(column) ? new([.. Shown, column]) : Shown.Count > 1 ? new([.. Shown.Where(shown => shown != column)]) : this;

    /// <summary>Moves a column that is shown one place to the left or right.</summary>
    public ExchangeColumns Move(ExchangeColumn column, int by)
    {
        var order = Shown.ToList();
        var to = order.IndexOf(column) + by;
        if (!order.Remove(column) || to < 0 || to > order.Count)
        {
            return this;
        }

        order.Insert(to, column);
        return new(order);
    }

    public override string ToString() => string.Join(',', Shown.Select(column => column.Id));
}
