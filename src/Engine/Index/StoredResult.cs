namespace TapeDeck.Engine.Index;

/// <summary>What became of one replayed request, as stored. Times in milliseconds.</summary>
public sealed record StoredResult
{
    /// <summary>Position in the order of sending, from 0.</summary>
    public required long Number { get; init; }

    /// <summary>The id of the request and its recorded response.</summary>
    public required string Id { get; init; }

    /// <summary>The method after the rules.</summary>
    public required string Method { get; init; }

    /// <summary>The target after the rules.</summary>
    public required string Target { get; init; }

    /// <summary>The target's status; 0 without a response.</summary>
    public int Status { get; init; }

    /// <summary>The recorded response's status; 0 when the replay met none.</summary>
    public int RecordedStatus { get; init; }

    /// <summary>Why there is no complete response, in words; null on success.</summary>
    public string? Failure { get; init; }

    /// <summary>From due time to the end.</summary>
    public double LatencyMilliseconds { get; init; }

    /// <summary>From the send to the end; 0 when nothing was sent.</summary>
    public double ServiceMilliseconds { get; init; }

    /// <summary>From due time to the send; 0 when nothing was sent.</summary>
    public double LatenessMilliseconds { get; init; }

    /// <summary>Bytes of the request as sent.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Bytes of the response as received, stored or not.</summary>
    public long ResponseBytes { get; init; }

    /// <summary>When it was sent, nanoseconds since the Unix epoch; null when it was not.</summary>
    public long? SentAt { get; init; }
}
