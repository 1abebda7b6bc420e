namespace TapeDeck.Engine.Query;

/// <summary>A place among the exchanges of a recording: right behind one of them. Holds while exchanges are added; not when they are numbered anew.</summary>
/// <param name="Number">Number of the exchange in front; -1 at the beginning.</param>
/// <param name="Id">Its id.</param>
/// <param name="Timestamp">When its request was seen, nanoseconds since the Unix epoch.</param>
/// <param name="Values">What it has in the columns of an order; empty in order of number.</param>
public sealed record ExchangePlace(long Number, string Id, long Timestamp, string Values)
{
    /// <summary>In front of all.</summary>
    public static ExchangePlace Beginning { get; } = new(-1, "", 0, "");

    /// <summary>The place behind an exchange.</summary>
    public static ExchangePlace Behind(ExchangeSummary exchange, ExchangeOrder? order = null)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return new ExchangePlace(exchange.Number, exchange.Id, exchange.Timestamp, order?.ValuesOf(exchange) ?? "");
    }
}
