using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>A pcap or pcapng file.</summary>
internal static class PacketFileInputKind
{
    public static PartKind Kind { get; } = new FieldsOf<PacketFileInputPlan>()
        .Text("file", "File", it => it.File, (it, text) => it with { File = text }, new() { IsMono = true, Placeholder = "/srv/traffic/noon.pcap", Missing = "Name the pcap or pcapng file." })
        .As("packet-file", "Packet file", "A pcap or pcapng file on this machine", () => new PacketFileInputPlan { TrackResponses = true }, it => $"Reads the packets of {it.File}")
        .With(PacketFields.Fields)
        .With(CommonFields.Input);
}
