namespace TapeDeck.Server.Persistence;

/// <summary>A filter that somebody gave a name.</summary>
public sealed class SavedViewEntity
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required string Query { get; set; }

    /// <summary>The range, nanoseconds since the Unix epoch; null together with <see cref="To"/> for any time.</summary>
    public long? From { get; set; }

    public long? To { get; set; }

    /// <summary>Method, host and path template; null for all endpoints.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The column that sorts it, with a minus when the greatest come first; null for the order of time.</summary>
    public string? Sort { get; set; }

    public required DateTimeOffset SavedAt { get; set; }
}
