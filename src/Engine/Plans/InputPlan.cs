using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>One source of records.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(CaptureInputPlan), "capture")]
[JsonDerivedType(typeof(PacketFileInputPlan), "packet-file")]
[JsonDerivedType(typeof(FileInputPlan), "file")]
public abstract record InputPlan;

/// <summary>What live capture and packet files have in common.</summary>
public abstract record PacketInputPlan : InputPlan
{
    /// <summary>Server ports to capture, 1–65535; empty for all.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>A BPF expression that replaces the generated one; null to generate it from ports and hosts.</summary>
    public string? Filter { get; init; }

    /// <summary>Whether to record responses too.</summary>
    public bool TrackResponses { get; init; }

    /// <summary>How long, in packet time, an unfinished message or a gap may wait for missing bytes. <c>--input-raw-expire</c>.</summary>
    public TimeSpan Expire { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether to emit messages with missing bytes, flagged incomplete, instead of dropping them.</summary>
    public bool AllowIncomplete { get; init; }

    /// <summary>Bytes of one message that are kept; what is beyond is cut and flagged. <c>--copy-buffer-size</c>.</summary>
    public int MaxMessageBytes { get; init; } = 64 << 20;
}

/// <summary>Live capture from a network interface. <c>--input-raw</c>.</summary>
public sealed record CaptureInputPlan : PacketInputPlan
{
    /// <summary>
    /// Interface name (a trailing <c>*</c> matches a prefix), an IP address or host name, or null for all interfaces that are up.
    /// An address owned by an interface selects that interface; a foreign address is captured on all (spec §4.1).
    /// </summary>
    public string? Interface { get; init; }

    /// <summary>Most bytes kept of a frame, 64–262144.</summary>
    public int SnapshotLength { get; init; } = 262_144;

    /// <summary>Kernel capture buffer in bytes. <c>--input-raw-buffer-size</c>.</summary>
    public long BufferBytes { get; init; } = 64 << 20;

    /// <summary>Whether the interface also hands over frames for other hosts.</summary>
    public bool Promiscuous { get; init; }
}

/// <summary>A pcap or pcapng file, read as fast as possible.</summary>
public sealed record PacketFileInputPlan : PacketInputPlan
{
    /// <summary>Path of the file.</summary>
    public string File { get; init; } = "";
}

/// <summary>Recorded <c>.gor</c> files, merged by time and paced. <c>--input-file</c>.</summary>
public sealed record FileInputPlan : InputPlan
{
    /// <summary>Paths or glob patterns; all matches of all of them are merged by timestamp.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Instead of files: the id of a recording of the library; the server puts its files in place.</summary>
    public string? Recording { get; init; }

    /// <summary>Pace relative to the recording; null leaves it to <see cref="ReplaySpeed.Original"/>.</summary>
    public ReplaySpeed? Speed { get; init; }

    /// <summary>Whether to start again after the last record, for ever.</summary>
    public bool Loop { get; init; }

    /// <summary>Longest wait between two records, after speed is applied; null for no limit.</summary>
    public TimeSpan? MaxWait { get; init; }

    /// <summary>How many records of a file are looked ahead to repair their order in time; 0 or 1 keeps file order.</summary>
    public int ReadDepth { get; init; } = 100;

    /// <summary>Earliest timestamp to take, inclusive, nanoseconds since the Unix epoch; null from the start.</summary>
    public long? From { get; init; }

    /// <summary>Latest timestamp to take, inclusive, nanoseconds since the Unix epoch; null to the end.</summary>
    public long? To { get; init; }
}
