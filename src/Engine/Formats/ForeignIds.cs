using System.Globalization;

namespace TapeDeck.Engine.Formats;

/// <summary>
/// Keeps the exchanges of several recordings apart that have the same id: imports number theirs alike. Remembers a number for each id, so two different ids may pass for
/// one; then one of them is replaced without need.
/// </summary>
internal sealed class ForeignIds
{
    private readonly Dictionary<ulong, int> _owners = [];

    /// <summary>The exchange with an id that only exchanges of its own source have.</summary>
    /// <param name="exchange">The exchange as recorded.</param>
    /// <param name="source">The number of its source.</param>
    public RecordedExchange Tell(RecordedExchange exchange, int source)
    {
        var id = (exchange.Request ?? exchange.Response)?.Id ?? RecordId.From(exchange.Summary.Id);
        if (_owners.TryAdd(NumberOf(id.Span), source) || _owners[NumberOf(id.Span)] == source)
        {
            return exchange;
        }

        var told = Moved(id, source);
        return new RecordedExchange(
            exchange.Summary with { Id = told.ToString() },
            exchange.Request is { } request ? request with { Id = told } : null,
            exchange.Response is { } response ? response with { Id = told } : null);
    }

    /// <summary>The same id on a connection that is another one in every source.</summary>
    private static RecordId Moved(RecordId id, int source)
    {
        var session = id.Session.Span;
        var number = NumberOf([.. session, (byte)'/', .. BitConverter.GetBytes(source)]);
        return RecordId.From(number.ToString("x16", CultureInfo.InvariantCulture) + id.ToString()[session.Length..]);
    }

    private static ulong NumberOf(ReadOnlySpan<byte> bytes) => ((ulong)Fnv1a.Hash(bytes) << 32) | Fnv1a.Hash([(byte)'#', .. bytes]);
}
