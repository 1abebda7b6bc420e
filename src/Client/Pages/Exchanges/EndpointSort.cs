using TapeDeck.Engine;

namespace TapeDeck.Client.Pages.Exchanges;

/// <summary>A column of the table of endpoints.</summary>
/// <param name="Id">Its name in the address.</param>
/// <param name="IsNumber">Whether it stands to the right and the largest come first.</param>
/// <param name="Value">What it is sorted by.</param>
public sealed record EndpointColumn(string Id, string Label, string Title, bool IsNumber, Func<EndpointFigures, IComparable> Value)
{
    public static IReadOnlyList<EndpointColumn> All { get; } =
    [
        new("method", "Method", "Sort by method", false, item => item.Key.Method),
        new("host", "Host", "Sort by host", false, item => item.Key.Host),
        new("path", "Path", "Sort by path template", false, item => item.Key.Template),
        new("exchanges", "Exchanges", "Sort by number of exchanges", true, item => item.Exchanges),
        new("errors", "Errors", "Sort by share of 4xx and 5xx responses", true, item => item.ErrorRate),
        new("unanswered", "No response", "Sort by requests without a response", true, item => item.Unanswered),
        new("p50", "p50", "Sort by median latency", true, item => item.P50 ?? -1),
        new("p95", "p95", "Sort by 95th percentile of the latency", true, item => item.P95 ?? -1),
        new("p99", "p99", "Sort by 99th percentile of the latency", true, item => item.P99 ?? -1),
        new("sent", "Requests", "Sort by bytes of all requests", true, item => item.RequestBytes),
        new("received", "Responses", "Sort by bytes of all responses", true, item => item.ResponseBytes),
    ];
}

/// <summary>The order of the table of endpoints; in the address a column's name, with a minus when the largest come first.</summary>
public sealed record EndpointSort(EndpointColumn Column, bool IsDescending)
{
    private static readonly EndpointSort s_usual = new(EndpointColumn.All.Single(column => column.Id == "exchanges"), IsDescending: true);

    /// <summary>Reads what stands in the address; the busiest first when it is nothing known.</summary>
    public static EndpointSort Read(string? text) =>
        EndpointColumn.All.FirstOrDefault(column => column.Id == text?.TrimStart('-')) is { } column ? new EndpointSort(column, text!.StartsWith('-')) : s_usual;

    public IEnumerable<EndpointFigures> Of(IEnumerable<EndpointFigures> items) => IsDescending ? items.OrderByDescending(Column.Value, Comparer) : items.OrderBy(Column.Value, Comparer);

    public override string ToString() => IsDescending ? $"-{Column.Id}" : Column.Id;

    private static Comparer<IComparable> Comparer { get; } = Comparer<IComparable>.Create((one, other) => one is string text ? string.CompareOrdinal(text, (string)other) : one.CompareTo(other));
}
