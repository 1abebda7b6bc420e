using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>One destination of records.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(StdoutOutputPlan), "stdout")]
[JsonDerivedType(typeof(NullOutputPlan), "null")]
[JsonDerivedType(typeof(FileOutputPlan), "file")]
[JsonDerivedType(typeof(HttpOutputPlan), "http")]
public abstract record OutputPlan
{
    /// <summary>The queue in front of this output.</summary>
    public QueuePlan Queue { get; init; } = new();
}

/// <summary>Records as <c>.gor</c> bytes on standard output.</summary>
public sealed record StdoutOutputPlan : OutputPlan;

/// <summary>Discards records.</summary>
public sealed record NullOutputPlan : OutputPlan;

/// <summary><c>.gor</c> files (spec §3).</summary>
public sealed record FileOutputPlan : OutputPlan
{
    /// <summary>Name template with placeholders (spec §3.1); a name that ends in <c>.gz</c> is compressed.</summary>
    public string Path { get; init; } = "";

    /// <summary>One file per expanded name, continued if it exists, instead of numbered chunks.</summary>
    public bool Append { get; init; }

    /// <summary>A new chunk once the current one holds this many bytes before compression; 0 for no limit.</summary>
    public long SizeLimitBytes { get; init; } = 32 << 20;

    /// <summary>A new chunk once the current one holds this many records; 0 for no limit.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Bytes this output writes in a run before it stops writing; 0 for no limit.</summary>
    public long TotalLimitBytes { get; init; } = 1L << 40;

    /// <summary>Longest time a record waits in memory before it is handed to the operating system.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Sends requests to a server (spec §5).</summary>
public sealed record HttpOutputPlan : OutputPlan
{
    /// <summary>Target, scheme optional; a path becomes a prefix, user info becomes Basic authorisation.</summary>
    public string Url { get; init; } = "";

    /// <summary>Most connections open at once, and so most requests in flight.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Limit of a whole exchange: connect, send, receive.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether to send the recorded Host instead of the target's.</summary>
    public bool OriginalHost { get; init; }

    /// <summary>Whether to accept any TLS certificate.</summary>
    public bool SkipVerify { get; init; }

    /// <summary>Bytes of a response that are kept for the results; the rest is read and counted.</summary>
    public int ResponseLimitBytes { get; init; } = 100 << 10;
}
