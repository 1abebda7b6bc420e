namespace TapeDeck.Engine.Plans;

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

    /// <summary>Whether the interface also hands over frames for other hosts. <c>--input-raw-promisc</c>.</summary>
    public bool Promiscuous { get; init; }

    /// <summary>How packets are taken from the kernel. <c>--input-raw-engine</c>.</summary>
    public CaptureEngine Engine { get; init; }

    /// <summary>Longest time the kernel holds packets back to hand them over together; null for the default. <c>--input-raw-buffer-timeout</c>.</summary>
    public TimeSpan? BufferTimeout { get; init; }

    /// <summary>libpcap's name of the clock that stamps packets, or <c>go</c> for the time of reading; null for the default. <c>--input-raw-timestamp-type</c>.</summary>
    public string? TimestampType { get; init; }

    /// <summary>Whether a wireless interface is put into monitor mode; one that has none is captured as it is. <c>--input-raw-monitor</c>.</summary>
    public bool Monitor { get; init; }

    /// <summary>Only frames of these VLANs, 0–4094, any of them; empty for tagged and untagged alike. <c>--input-raw-vlan-vid</c>.</summary>
    public IReadOnlyList<int> Vlans { get; init; } = [];

    /// <summary>Names of interfaces that are left out. <c>--input-raw-ignore-interface</c>.</summary>
    public IReadOnlyList<string> IgnoredInterfaces { get; init; } = [];
}

/// <summary>How packets are taken from the kernel.</summary>
public enum CaptureEngine
{
    /// <summary>libpcap.</summary>
    Libpcap,

    /// <summary>A packet socket's own ring (Linux).</summary>
    AfPacket,
}
