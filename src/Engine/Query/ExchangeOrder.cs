using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace TapeDeck.Engine.Query;

/// <summary>What exchanges can be put in order by. Texts sort by their bytes; without a response status is 0 and latency below all.</summary>
public enum ExchangeColumn
{
    /// <summary>When the request was seen.</summary>
    Time,

    /// <summary>The request method.</summary>
    Method,

    /// <summary>The whole target.</summary>
    Target,

    /// <summary>The Host header, or the authority of the target.</summary>
    Host,

    /// <summary>The status code.</summary>
    Status,

    /// <summary>Bytes of the request.</summary>
    RequestBytes,

    /// <summary>Bytes of the response.</summary>
    ResponseBytes,

    /// <summary>From the request to the response.</summary>
    Latency,

    /// <summary>Media type of the response.</summary>
    ContentType,

    /// <summary>The client's address.</summary>
    Client,
}

/// <summary>One step of an order.</summary>
/// <param name="Column">What is compared.</param>
/// <param name="Descends">Whether the greatest comes first.</param>
public sealed record ExchangeSortKey(ExchangeColumn Column, bool Descends)
{
    private static readonly Dictionary<string, ExchangeColumn> s_columns =
        Enum.GetValues<ExchangeColumn>().ToDictionary(column => JsonNamingPolicy.CamelCase.ConvertName(column.ToString()), StringComparer.Ordinal);

    /// <summary>What columns are called in texts.</summary>
    public static IReadOnlyCollection<string> Names => s_columns.Keys;

    /// <summary>Reads <c>latency</c>, or <c>-latency</c> for the greatest first.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ExchangeSortKey? key)
    {
        var descends = text?.StartsWith('-') ?? false;
        key = s_columns.TryGetValue(text?[(descends ? 1 : 0)..] ?? "", out var column) ? new ExchangeSortKey(column, descends) : null;
        return key is not null;
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => (Descends ? "-" : "") + JsonNamingPolicy.CamelCase.ConvertName(Column.ToString());
}

/// <summary>An order of exchanges: what is equal in one key is ordered by the next, and in the end by number.</summary>
/// <param name="Keys">The most important first; no column twice.</param>
public sealed record ExchangeOrder(IReadOnlyList<ExchangeSortKey> Keys)
{
    /// <summary>Reads <c>-time,latency</c>; no column twice.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ExchangeOrder? order)
    {
        var keys = new List<ExchangeSortKey>();
        foreach (var name in text?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            if (ExchangeSortKey.TryParse(name, out var key) && !keys.Exists(known => known.Column == key.Column))
            {
                keys.Add(key);
                continue;
            }

            order = null;
            return false;
        }

        order = keys.Count > 0 ? new ExchangeOrder(keys) : null;
        return order is not null;
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => string.Join(',', Keys);

    /// <summary>What an exchange has in the columns of the order, as one text.</summary>
    public string ValuesOf(ExchangeSummary exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return string.Join('\n', Keys.Select(key => Convert.ToString(ValueOf(exchange, key.Column), CultureInfo.InvariantCulture)));
    }

    private static object ValueOf(ExchangeSummary exchange, ExchangeColumn column) => column switch
    {
        ExchangeColumn.Time => exchange.Timestamp,
        ExchangeColumn.Method => exchange.Method,
        ExchangeColumn.Target => exchange.Target,
        ExchangeColumn.Host => exchange.Host,
        ExchangeColumn.Status => exchange.Status,
        ExchangeColumn.RequestBytes => exchange.RequestBytes,
        ExchangeColumn.ResponseBytes => exchange.ResponseBytes,
        ExchangeColumn.Latency => exchange.Latency,
        ExchangeColumn.ContentType => exchange.ContentType,
        _ => exchange.Client,
    };
}
