using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>A pcap or pcapng file, read as fast as possible.</summary>
public sealed record PacketFileInputPlan : PacketInputPlan
{
    /// <summary>Path of the file.</summary>
    public string File { get; init; } = "";

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsLive => false;
}
