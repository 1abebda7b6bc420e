using System.Net;
using System.Runtime.InteropServices;
using PacketDotNet;
using SharpPcap;
using SharpPcap.LibPcap;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Capture;

/// <summary>BPF expressions (spec §4.2). They take a little more than is wanted where BPF cannot see the ports; the decoder looks again.</summary>
internal static class CaptureFilter
{
    /// <summary>The expression for servers with these ports (empty: all) and addresses (empty: all), their answers included or not.</summary>
    public static string Build(IReadOnlyList<int> ports, IReadOnlyList<IPAddress> hosts, bool bothDirections, bool mayBeTagged)
    {
        var toServers = Toward("dst", ports, hosts);
        var plain = bothDirections ? $"({toServers}) or ({Toward("src", ports, hosts)})" : toServers;

        // Each 'vlan' moves all that follows behind one more tag.
        return mayBeTagged ? $"({plain}) or (vlan and ({plain})) or (vlan and ({plain}))" : plain;
    }

    /// <summary>Sets a filter, none when null; libpcap's complaint becomes a fault of <c>/filter</c> and the device is closed.</summary>
    public static void Apply(PcapDevice device, string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter))
        {
            return;
        }

        try
        {
            Accept(filter, () => device.Filter = filter);
        }
        catch (PlanException)
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>What libpcap makes of an expression; its complaint becomes a fault of <c>/filter</c>.</summary>
    public static T Accept<T>(string filter, Func<T> translate)
    {
        try
        {
            return translate();
        }
        catch (PcapException failure)
        {
            throw new PlanException([new PlanFault("/filter", $"libpcap does not accept the filter '{filter}': {failure.Message}")]);
        }
        catch (Exception failure) when (CaptureDeviceList.IsMissingLibrary(failure))
        {
            throw new PlanException([PlanFault.Refusal("/filter", CaptureDeviceList.MissingLibrary)]);
        }
    }

    /// <summary>A filter as a program for the kernel, which keeps <paramref name="snapshotLength"/> bytes of what passes; libpcap's complaint becomes a fault of <c>/filter</c>.</summary>
    public static unsafe BpfProgram Compile(LinkType link, string filter, int snapshotLength)
    {
        const ushort returnConstant = 0x06;
        var program = Accept(filter, () => BpfProgram.Create((LinkLayers)(int)link, filter));
        var compiled = (Program*)program.DangerousGetHandle();
        foreach (ref var instruction in new Span<Instruction>(compiled->Instructions, (int)compiled->Length))
        {
            // libpcap puts in the length of a handle of its own.
            instruction.Constant = instruction is { Code: returnConstant, Constant: > 0 } ? (uint)snapshotLength : instruction.Constant;
        }

        return program;
    }

    private static string Toward(string side, IReadOnlyList<int> ports, IReadOnlyList<IPAddress> hosts)
    {
        // Later fragments and segments behind IPv6 extension headers show no port.
        const string portless = "(ip proto 6 and ip[6:2] & 0x1fff != 0) or (ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 44 or ip6[6] = 60)";
        var wanted = ports.Count == 0 ? "tcp" : string.Join(" or ", ports.Select(port => $"tcp {side} port {port}"));
        var anyHost = $"{wanted} or {portless}";
        return hosts.Count == 0 ? anyHost : $"({anyHost}) and ({string.Join(" or ", hosts.Select(host => $"{side} host {host}"))})";
    }

    /// <summary><c>bpf_program</c>, which is also the kernel's <c>sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Program
    {
        public uint Length;
        public Instruction* Instructions;
    }

    /// <summary><c>bpf_insn</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Instruction
    {
        public ushort Code;
        public byte JumpIfTrue;
        public byte JumpIfFalse;
        public uint Constant;
    }
}
