using System.Diagnostics.CodeAnalysis;

namespace TapeDeck.Engine;

/// <summary>Names an endpoint: what its requests have in common.</summary>
/// <param name="Method">The request method; empty for responses without a request.</param>
/// <param name="Host">The host as requested; empty when absent.</param>
/// <param name="Template">The path with its values replaced, such as <c>/users/{id}</c>.</param>
public sealed record EndpointKey(string Method, string Host, string Template)
{
    /// <summary>One line that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => $"{Method} {Host} {Template}";

    /// <summary>Reads a method, a host and a template with a space between them; either of the first may be empty.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EndpointKey? key)
    {
        key = text?.Split(' ', 3) is [var method, var host, var template] ? new EndpointKey(method, host, template) : null;
        return key is not null;
    }
}

/// <summary>What a recording knows about one endpoint.</summary>
public sealed record EndpointFigures
{
    /// <summary>Which endpoint it is.</summary>
    public required EndpointKey Key { get; init; }

    /// <summary>Exchanges, answered or not.</summary>
    public required long Exchanges { get; init; }

    /// <summary>Responses with 4xx or 5xx.</summary>
    public required long Errors { get; init; }

    /// <summary>Requests without a response.</summary>
    public required long Unanswered { get; init; }

    /// <summary>Exact percentiles of the latency in nanoseconds; null when there is no response.</summary>
    public required long? P50 { get; init; }

    /// <inheritdoc cref="P50"/>
    public required long? P95 { get; init; }

    /// <inheritdoc cref="P50"/>
    public required long? P99 { get; init; }

    /// <summary>Bytes of all requests.</summary>
    public required long RequestBytes { get; init; }

    /// <summary>Bytes of all responses.</summary>
    public required long ResponseBytes { get; init; }

    /// <summary>Errors of all answered exchanges, 0–1.</summary>
    public double ErrorRate => Exchanges == Unanswered ? 0 : (double)Errors / (Exchanges - Unanswered);
}

/// <summary>The endpoints of a recording.</summary>
/// <param name="Items">Those with the most exchanges first.</param>
/// <param name="Total">How many there are.</param>
public sealed record EndpointTable(IReadOnlyList<EndpointFigures> Items, int Total)
{
    /// <summary>The state of the index; parts of the table fit together when it is the same.</summary>
    public long Revision { get; init; }

    /// <summary>A table of nothing.</summary>
    public static EndpointTable Empty { get; } = new([], 0);
}
