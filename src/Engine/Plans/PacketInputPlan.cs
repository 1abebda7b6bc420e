namespace TapeDeck.Engine.Plans;

/// <summary>What all inputs have in common that find messages in packets.</summary>
public abstract record PacketInputPlan : InputPlan
{
    /// <summary>Server ports to capture, 1–65535; empty for all.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>A BPF expression that replaces the generated one; null to generate it from ports and hosts.</summary>
    public string? Filter { get; init; }

    /// <summary>Whether to record responses too.</summary>
    public bool TrackResponses { get; init; }

    /// <summary>What the streams hold. <c>--input-raw-protocol</c>.</summary>
    public StreamProtocol Protocol { get; init; }

    /// <summary>Request header that is set to the client's IP address, replacing a recorded one; null for none. <c>--input-raw-realip-header</c>.</summary>
    public string? RealIpHeader { get; init; }

    /// <summary>How long, in packet time, an unfinished message or a gap may wait for missing bytes. <c>--input-raw-expire</c>.</summary>
    public TimeSpan Expire { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether to emit messages with missing bytes, flagged incomplete, instead of dropping them.</summary>
    public bool AllowIncomplete { get; init; }

    /// <summary>Bytes of one message that are kept; what is beyond is cut and flagged. <c>--copy-buffer-size</c>.</summary>
    public int MaxMessageBytes { get; init; } = 64 << 20;
}

/// <summary>How messages are found in a stream.</summary>
public enum StreamProtocol
{
    /// <summary>HTTP/1.0 and HTTP/1.1.</summary>
    Http,

    /// <summary>Any: what one side sends until the other answers or falls silent for <see cref="PacketInputPlan.Expire"/> is one message (spec §4.9).</summary>
    Binary,
}
