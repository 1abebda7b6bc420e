using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Live capture from a network interface.</summary>
internal static class CaptureInputKind
{
    private static readonly FieldChoice[] s_engines = [new("libpcap", "libpcap"), new("af-packet", "Packet socket (Linux)")];

    public static PartKind Kind { get; } = new FieldsOf<CaptureInputPlan>()
        .Optional("interface", "Interface", it => it.Interface, (it, text) => it with { Interface = text }, new(), FieldControl.Interface)
        .As("capture", "Network interface", "Traffic that passes an interface of this machine", () => new CaptureInputPlan { TrackResponses = true }, Say)
        .With(PacketFields.Fields)
        .With(new FieldsOf<CaptureInputPlan>()
            .Bytes("bufferBytes", "Kernel buffer", it => it.BufferBytes, (it, size) => it with { BufferBytes = size }, 1, 4L << 30, new() { Hint = "Holds packets while the program is busy.", IsAdvanced = true })
            .Number("snapshotLength", "Snapshot length", it => it.SnapshotLength, (it, number) => it with { SnapshotLength = (int)number }, 64, 262_144, new() { Hint = "Most bytes kept of a frame.", IsAdvanced = true })
            .Choice("engine", "Capture engine", it => it.Engine == CaptureEngine.AfPacket ? "af-packet" : "libpcap", (it, name) => it with { Engine = name == "af-packet" ? CaptureEngine.AfPacket : CaptureEngine.Libpcap }, s_engines, new() { IsAdvanced = true })
            .OptionalDuration("bufferTimeout", "Kernel buffer timeout", it => it.BufferTimeout, (it, time) => it with { BufferTimeout = time }, new() { IsAdvanced = true })
            .Optional("timestampType", "Clock of the packets", it => it.TimestampType, (it, text) => it with { TimestampType = text }, new() { Placeholder = "host", Hint = "libpcap's name of it, or go.", IsAdvanced = true })
            .Numbers("vlans", "VLANs", it => it.Vlans, (it, vlans) => it with { Vlans = vlans }, FieldText.Whole, new() { Placeholder = "10, 20", Hint = "Empty for tagged and untagged alike.", IsAdvanced = true })
            .List("ignoredInterfaces", "Interfaces left out", it => it.IgnoredInterfaces, (it, names) => it with { IgnoredInterfaces = names }, new() { Placeholder = "docker0", IsAdvanced = true })
            .Check("promiscuous", "Promiscuous mode", it => it.Promiscuous, (it, on) => it with { Promiscuous = on }, new() { Hint = "Also frames that are meant for other hosts.", IsAdvanced = true })
            .Check("monitor", "Monitor mode", it => it.Monitor, (it, on) => it with { Monitor = on }, new() { Hint = "Of wireless interfaces.", IsAdvanced = true }))
        .With(CommonFields.Input);

    private static string Say(CaptureInputPlan it)
    {
        var what = it.TrackResponses ? "requests and responses" : "requests";
        var ports = it.Filter is not null ? "that match the filter expression" : it.Ports.Count == 0 ? "on any port" : $"on port {string.Join(", ", it.Ports)}";
        return $"Records {what} {ports}, {(it.Interface is null ? "on every interface that is up" : $"on {it.Interface}")}";
    }
}
