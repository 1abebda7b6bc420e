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

/// <summary>Another width for a column; null for its usual one.</summary>
public readonly record struct ColumnWidth(string Column, int? Pixels);

/// <summary>Which columns of a list of exchanges are shown, in their order and width.</summary>
public sealed class ExchangeColumns
{
    private const int Gap = 14; // the same as in css/parts.css
    private const int UsualCount = 7;
    private const int LeastWidth = 40;
    private const int MostWidth = 2000;
    private readonly IReadOnlyDictionary<ExchangeColumn, int> _widths;

    private ExchangeColumns(IReadOnlyList<ExchangeColumn> shown, IReadOnlyDictionary<ExchangeColumn, int> widths) => (Shown, _widths) = (shown, widths);

    public static ExchangeColumns Usual { get; } = new([.. ExchangeColumn.All.Take(UsualCount)], new Dictionary<ExchangeColumn, int>());

    public IReadOnlyList<ExchangeColumn> Shown { get; }

    /// <summary>All columns, those that are not shown at the end.</summary>
    public IEnumerable<ExchangeColumn> InOrder => Shown.Concat(ExchangeColumn.All.Except(Shown));

    public bool IsUsual => _widths.Count == 0 && Shown.SequenceEqual(Usual.Shown);

    /// <summary>What the browser keeps: nothing for the usual columns, which may change.</summary>
    public string Kept => IsUsual ? "" : ToString();

    /// <summary>The widths as CSS; null for the usual columns, whose widths follow the room there is.</summary>
    public string? Style => IsUsual
        ? null
        : $"--columns: {string.Join(' ', Shown.Select(Track))}; --least: {Shown.Sum(column => WidthOf(column) + Gap) + Gap}px";

    /// <summary>Reads what was kept; the usual columns when there is nothing of use in it.</summary>
    public static ExchangeColumns Read(string? text)
    {
        var parts = (text ?? "").Split(',').Select(part => part.Split(':')).DistinctBy(part => part[0])
            .Select(part => (Column: ExchangeColumn.All.FirstOrDefault(column => column.Id == part[0]), Width: part.Length == 2 && int.TryParse(part[1], out var width) ? width : (int?)null))
            .Where(part => part.Column is not null).ToArray();
        return parts.Length == 0 ? Usual : new ExchangeColumns(
            [.. parts.Select(part => part.Column!)], parts.Where(part => part.Width is not null).ToDictionary(part => part.Column!, part => Possible(part.Width!.Value)));
    }

    /// <summary>An order in words.</summary>
    public static string Said(ExchangeSortKey key) =>
        $"{ExchangeColumn.All.First(column => column.SortsBy == key.Column).Label.ToLowerInvariant()}, {(key.Descends ? "descending" : "ascending")}";

    /// <summary>Shows or hides a column; the last one stays.</summary>
    public ExchangeColumns Toggle(ExchangeColumn column) =>
        !Shown.Contains(column) ? With([.. Shown, column]) : Shown.Count > 1 ? With([.. Shown.Where(shown => shown != column)]) : this;

    /// <summary>Gives a column another width.</summary>
    public ExchangeColumns Widen(ColumnWidth change)
    {
        var widths = _widths.Where(width => width.Key.Id != change.Column).ToDictionary();
        if (change.Pixels is { } pixels && Shown.FirstOrDefault(column => column.Id == change.Column) is { } widened)
        {
            widths[widened] = Possible(pixels);
        }

        return new(Shown, widths);
    }

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
        return With(order);
    }

    public override string ToString() => string.Join(',', Shown.Select(column => _widths.TryGetValue(column, out var width) ? $"{column.Id}:{width}" : column.Id));

    private static int Possible(int width) => Math.Clamp(width, LeastWidth, MostWidth);

    private ExchangeColumns With(IReadOnlyList<ExchangeColumn> shown) => new(shown, _widths.Where(width => shown.Contains(width.Key)).ToDictionary());

    private int WidthOf(ExchangeColumn column) => _widths.GetValueOrDefault(column, column.Least);

    private string Track(ExchangeColumn column) => column.Grows && !_widths.ContainsKey(column) ? $"minmax({column.Least}px, 1fr)" : $"{WidthOf(column)}px";
}
