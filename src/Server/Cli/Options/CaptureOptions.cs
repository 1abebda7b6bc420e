using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--input-raw</c>: from network interfaces, packet files and VXLAN mirrors (spec §4).</summary>
internal sealed class CaptureOptions : OptionFamily
{
    private const int DefaultMessageBytes = 5 << 20;

    private static readonly Option<IReadOnlyList<RawAddress>> s_address = OptionKinds.List(
        "input-raw", "ADDRESS", "Capture HTTP: [HOST|INTERFACE]:PORT[,PORT], such as :8000, or a packet file FILE.pcap[:PORT]. May repeat.", RawAddress.Parse);

    private static readonly ValueKind<RawEngine> s_engines = OneOf(
        "ENGINE",
        ("libpcap", RawEngine.Libpcap), ("raw_socket", RawEngine.AfPacket), ("af_packet", RawEngine.AfPacket), ("pcap_file", RawEngine.PacketFile), ("vxlan", RawEngine.Vxlan));

    private static readonly Option<RawEngine> s_engine = OptionKinds.Single(
        "input-raw-engine", s_engines, "libpcap (the default), af_packet or raw_socket, pcap_file to read any file as a packet file, vxlan to listen for mirrored traffic.");

    private static readonly PartOptions<PacketInputPlan> s_packets = new PartOptions<PacketInputPlan>(new CaptureInputPlan { MaxMessageBytes = DefaultMessageBytes })
        .Value(s_engines, s_engine, "engine", EngineOf, WithEngine)
        .Switch("input-raw-track-response", "trackResponses", "Capture responses too.", plan => plan.TrackResponses, (plan, on) => plan with { TrackResponses = on })
        .Value(
            OneOf("PROTOCOL", ("http", StreamProtocol.Http), ("binary", StreamProtocol.Binary)), "input-raw-protocol", "protocol", "http (the default) or binary.",
            plan => plan.Protocol, (plan, protocol) => plan with { Protocol = protocol })
        .Value(
            Text("NAME"), "input-raw-realip-header", "realIpHeader", "Set this request header to the client's address.",
            plan => plan.RealIpHeader, (plan, name) => plan with { RealIpHeader = name.Length > 0 ? name : null })
        .Value(
            Duration, "input-raw-expire", "expire", "How long an unfinished message waits for missing bytes (2s).",
            plan => plan.Expire, (plan, expire) => plan with { Expire = expire > TimeSpan.Zero ? expire : TimeSpan.FromSeconds(1) }) // 0 as GoReplay has it
        .Switch(
            "input-raw-allow-incomplete", "allowIncomplete", "Keep messages with missing bytes, marked incomplete.",
            plan => plan.AllowIncomplete, (plan, on) => plan with { AllowIncomplete = on })
        .Value(
            Text("BPF"), "input-raw-bpf-filter", "filter", "Capture filter to use instead of the one made from ports and hosts.",
            plan => plan.Filter, (plan, filter) => plan with { Filter = filter.Length > 0 ? filter : null })
        .Value(
            Size, RunControlOptions.CopyBufferSize, "maxMessageBytes",
            plan => plan.MaxMessageBytes, (plan, bytes) => plan with { MaxMessageBytes = bytes > 0 ? (int)Math.Min(bytes, int.MaxValue) : new CaptureInputPlan().MaxMessageBytes });

    private static readonly PartOptions<CaptureInputPlan> s_live = new PartOptions<CaptureInputPlan>(new CaptureInputPlan(), "--input-raw from an interface")
        .Value(
            Size, "input-raw-buffer-size", "bufferBytes", "The kernel's capture buffer, such as 64mb, the default.",
            plan => plan.BufferBytes, (plan, bytes) => plan with { BufferBytes = bytes > 0 ? bytes : new CaptureInputPlan().BufferBytes })
        .Value(
            Duration, "input-raw-buffer-timeout", "bufferTimeout", "Longest time the kernel holds packets back to hand them over together.",
            plan => plan.BufferTimeout ?? TimeSpan.Zero, (plan, timeout) => plan with { BufferTimeout = timeout > TimeSpan.Zero ? timeout : null })
        .Value(
            Text("NAME"), "input-raw-timestamp-type", "timestampType", "libpcap's clock that stamps packets, such as host or adapter, or go for the time of reading.",
            plan => plan.TimestampType, (plan, name) => plan with { TimestampType = name.Length > 0 ? name : null })
        .Switch("input-raw-promisc", "promiscuous", "Capture frames for other hosts too.", plan => plan.Promiscuous, (plan, on) => plan with { Promiscuous = on })
        .Switch("input-raw-monitor", "monitor", "Put wireless interfaces into monitor mode.", plan => plan.Monitor, (plan, on) => plan with { Monitor = on })
        .List(
            Number, "input-raw-vlan-vid", "vlans", "Only frames of this VLAN; several are alternatives. May repeat.", plan => plan.Vlans, (plan, vlans) => plan with { Vlans = vlans })
        .List(
            Text("NAME"), "input-raw-ignore-interface", "ignoredInterfaces", "Leave this interface out. May repeat.",
            plan => plan.IgnoredInterfaces, (plan, names) => plan with { IgnoredInterfaces = names });

    private static readonly PartOptions<VxlanInputPlan> s_vxlan = new PartOptions<VxlanInputPlan>(new VxlanInputPlan(), "--input-raw-engine vxlan")
        .Value(Number, "input-raw-vxlan-port", "listenPort", "UDP port to listen on for VXLAN (4789).", plan => plan.ListenPort, (plan, port) => plan with { ListenPort = port })
        .List(
            Signed, "input-raw-vxlan-vni", "networks", "VXLAN network to take, or with a minus sign to leave out. May repeat.",
            plan => plan.Networks, (plan, networks) => plan with { Networks = networks });

    private enum RawEngine
    {
        Libpcap,
        AfPacket,
        PacketFile,
        Vxlan,
    }

    public override string Title => "Capture from the network";

    public override IReadOnlyList<Option> Heads => [s_address];

    public override IReadOnlyList<IPartOptions> Details => [s_packets, s_live, s_vxlan];

    public override IReadOnlyList<(Option Option, string Reason)> Idle { get; } =
    [
        (OptionKinds.Flag("input-raw-override-snaplen", "Accepted: whole frames are always captured, up to 256 KiB."), "has no effect; whole frames are always captured"),
        (OptionKinds.Flag("input-raw-vlan", "Accepted: VLAN tags are always read."), "has no effect; VLAN tags are always read"),
        (OptionKinds.Flag("input-raw-stats", "Accepted: what became of every packet and message is always counted and printed at the end."), "has no effect; everything is always counted"),
    ];

    public override void Read(OptionReader reader)
    {
        reader.TryGet(s_engine, out var engine);
        foreach (var address in reader.Values(s_address))
        {
            PacketInputPlan plan = engine switch
            {
                RawEngine.Vxlan => new VxlanInputPlan(),
                _ when engine == RawEngine.PacketFile || address.IsPacketFile => new PacketFileInputPlan { File = address.Host },
                _ => new CaptureInputPlan { Interface = address.Interface },
            };
            if (plan is VxlanInputPlan && address.Interface is not null)
            {
                reader.Warn(s_address, $"{address.Host} has no effect; VXLAN is listened for on all addresses");
            }

            reader.Add(s_address, plan with { Ports = address.Ports, Limit = address.Limit, MaxMessageBytes = DefaultMessageBytes });
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is not PacketInputPlan plan)
        {
            return false;
        }

        var address = plan switch
        {
            CaptureInputPlan live => RawAddress.OfInterface(live.Interface, live.Ports, live.Limit),
            PacketFileInputPlan file => new RawAddress(file.File, file.Ports, file.Limit),
            _ => new RawAddress("", plan.Ports, plan.Limit),
        };
        writer.Add(s_address, address.ToString());
        return true;
    }

    private static RawEngine EngineOf(PacketInputPlan plan) => plan switch
    {
        VxlanInputPlan => RawEngine.Vxlan,
        CaptureInputPlan { Engine: CaptureEngine.AfPacket } => RawEngine.AfPacket,
        PacketFileInputPlan file when !new RawAddress(file.File, []).IsPacketFile => RawEngine.PacketFile,
        _ => RawEngine.Libpcap,
    };

    /// <summary>What is no live capture has its engine in its kind.</summary>
    private static PacketInputPlan WithEngine(PacketInputPlan plan, RawEngine engine) => plan is CaptureInputPlan live
        ? live with { Engine = engine == RawEngine.AfPacket ? CaptureEngine.AfPacket : CaptureEngine.Libpcap }
        : plan;
}
