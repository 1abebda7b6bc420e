namespace TapeDeck.Engine.Plans;

/// <summary>Sends payloads as they are over TCP and reads what comes back (spec §8.7). <c>--output-binary</c>.</summary>
public sealed record BinaryOutputPlan : OutputPlan
{
    /// <summary><c>HOST:PORT</c>.</summary>
    public string Address { get; init; } = "";

    /// <summary>Most connections open at once, and so most messages in flight. <c>--output-binary-workers</c>.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Longest wait for the first byte of the answer. <c>--output-binary-timeout</c>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether answers go to the other outputs as records of their own. <c>--output-binary-track-response</c>.</summary>
    public bool TrackResponses { get; init; }

    /// <summary>Bytes of an answer that are kept. <c>--output-tcp-response-buffer</c>.</summary>
    public int ResponseLimitBytes { get; init; } = 100 << 10;
}
