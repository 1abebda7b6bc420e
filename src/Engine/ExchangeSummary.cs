namespace TapeDeck.Engine;

/// <summary>One line of a list of exchanges: what grids, the live stream and the API show of a request and its response.</summary>
public sealed record ExchangeSummary
{
    /// <summary>Position in the recording or the live stream, from 0 in order of the request's first byte.</summary>
    public required long Number { get; init; }

    /// <summary>The id shared by request and response.</summary>
    public required string Id { get; init; }

    /// <summary>When the request's first packet was seen: nanoseconds since the Unix epoch.</summary>
    public required long Timestamp { get; init; }

    /// <summary>The request method as sent; empty when only the response was seen.</summary>
    public required string Method { get; init; }

    /// <summary>The request target as sent, path and query.</summary>
    public required string Target { get; init; }

    /// <summary>The Host header, or the authority of an absolute target; empty when absent.</summary>
    public required string Host { get; init; }

    /// <summary>The response's status code; 0 when no response was seen.</summary>
    public int Status { get; init; }

    /// <summary>Bytes of the request message; 0 when absent.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Bytes of the response message; 0 when absent.</summary>
    public long ResponseBytes { get; init; }

    /// <summary>Nanoseconds from the request's first packet to the response's first packet; −1 without a response.</summary>
    public long Latency { get; init; } = -1;

    /// <summary>The response's media type without parameters; empty when absent.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>The client's address without port, as a header, the connection or the id says; empty when unknown.</summary>
    public string Client { get; init; } = "";

    /// <summary>What names the connection that the request came on: the part of the id that all its exchanges share.</summary>
    public string Connection => RecordId.From(Id).Session.ToString();

    /// <summary>The path with names for values, as the index of a recording has learnt it; null where none has.</summary>
    public string? Template { get; init; }

    /// <summary>Why a replayed request got no complete response; empty when it did, and for what was recorded.</summary>
    public string Failure { get; init; } = "";
}
