namespace TapeDeck.Engine.Index;

/// <summary>Which exchanges are meant. All conditions must hold; null or empty means any.</summary>
public sealed record ExchangeFilter
{
    /// <summary>Plain text found in method, target, host or status, any case.</summary>
    public string? Text { get; init; }

    /// <summary>The request method, exactly.</summary>
    public string? Method { get; init; }

    /// <summary>1–5 for a status class, 0 for no response.</summary>
    public int? StatusClass { get; init; }

    /// <summary>Only exchanges that began at this moment or later, nanoseconds since the Unix epoch.</summary>
    public long? From { get; init; }

    /// <summary>Only exchanges that began before this moment, nanoseconds since the Unix epoch.</summary>
    public long? To { get; init; }

    /// <summary>Only exchanges of this endpoint.</summary>
    public EndpointKey? Endpoint { get; init; }
}
