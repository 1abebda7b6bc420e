using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Replay;

/// <summary>What became of one replayed request. Times are <see cref="TimeProvider.GetTimestamp"/> ticks; 0 where the step was not reached.</summary>
public sealed record ReplayResult
{
    /// <summary>Position in the order in which requests reached the sender, from 0.</summary>
    public required long Number { get; init; }

    /// <summary>The request after the rules, as it was or would have been sent.</summary>
    public required Record Request { get; init; }

    /// <summary>The response, up to the kept size; null when there was none.</summary>
    public Record? Response { get; init; }

    /// <summary>Why there is no complete response; null on success.</summary>
    public LedgerReason? Failure { get; init; }

    /// <summary>What happened in words, such as the operating system's message; null on success.</summary>
    public string? FailureDetail { get; init; }

    /// <summary>The response's status code; 0 when there was none.</summary>
    public int Status { get; init; }

    /// <summary>Bytes of the response as received, kept or not.</summary>
    public long ResponseBytes { get; init; }

    /// <summary>When the schedule wanted the request sent; the moment it reached the sender when the replay is not paced.</summary>
    public long Due { get; init; }

    /// <summary>When the first byte was handed to the socket.</summary>
    public long Sent { get; init; }

    /// <summary>When the first byte of the response came.</summary>
    public long FirstByte { get; init; }

    /// <summary>When the exchange ended, well or not.</summary>
    public long Ended { get; init; }
}
