using System.Buffers.Binary;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Capture;

/// <summary>A network interface captured through a packet socket and its ring, without libpcap in between (Linux; <c>--input-raw-engine af_packet</c>).</summary>
internal sealed unsafe partial class PacketSocket : ILiveFrameSource
{
    private const int PacketFamily = 17;
    private const int RawType = 3;
    private const int CloseOnExec = 0x80000;
    private const int AllProtocols = 3;
    private const int PacketLevel = 263;
    private const int SocketLevel = 1;
    private const int AttachFilter = 26;
    private const int AddMembership = 1;
    private const short PromiscuousMembership = 1;
    private const int IgnoreOutgoing = 23;
    private const short Readable = 1;
    private const int NotPermitted = 1;

    private readonly int _socket;
    private readonly string _filter;
    private readonly PacketLosses _losses;
    private PacketRing? _ring;

    private PacketSocket(string name, int socket, LinkType link, string filter, TimeSpan delay)
    {
        (_socket, Name, Link, Delay, _filter) = (socket, name, link, delay, filter);
        _losses = new PacketLosses(socket, name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Note => $"capturing on {Name} through a packet socket{PacketBuffer.Describe(_socket)}: {_filter}";

    /// <inheritdoc/>
    public LinkType Link { get; }

    /// <inheritdoc/>
    public TimeSpan Delay { get; }

    /// <inheritdoc/>
    public string? Failure { get; private set; }

    /// <summary>Opens an interface with the plan's filter or one made for it; what is wrong is said as a fault of <c>/interface</c>, <c>/filter</c> or <c>/engine</c>.</summary>
    public static PacketSocket Open(CaptureTarget target, CaptureInputPlan plan)
    {
        var name = target.Adapter.Name;
        var (index, link) = Identify(name);
        var isLoopback = CaptureDeviceList.Describe(target.Adapter).IsLoopback;
        var filter = plan.Filter ?? CaptureFilter.Build(plan.Ports, target.Hosts, plan.TrackResponses, mayBeTagged: link == LinkType.Ethernet && !isLoopback);
        var socket = Socket(PacketFamily, RawType | CloseOnExec, 0);
        if (socket < 0)
        {
            throw Refused(name, new Win32Exception(Marshal.GetLastPInvokeError()));
        }

        var opened = new PacketSocket(name, socket, link, filter, PacketDevice.DelayOf(plan));
        try
        {
            opened.Start(index, isLoopback, filter, plan);
            return opened;
        }
        catch (Win32Exception failure)
        {
            opened.Dispose();
            throw Refused(name, failure);
        }
        catch (PlanException)
        {
            opened.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool TryRead(out ReadOnlySpan<byte> frame, out long timestamp) => _ring!.TryRead(out frame, out timestamp);

    /// <inheritdoc/>
    public void Wait(TimeSpan time)
    {
        const short error = 8;
        var wanted = new PollDescriptor { Descriptor = _socket, Events = Readable };
        if (Poll(&wanted, 1, (int)time.TotalMilliseconds) > 0 && (wanted.Returned & error) != 0)
        {
            var code = 0;
            var length = sizeof(int);
            const int pendingError = 4;
            _ = GetOption(_socket, SocketLevel, pendingError, &code, &length);
            Failure = new Win32Exception(code).Message; // such as: the network is down
        }
    }

    /// <inheritdoc/>
    public FrameLosses ReadLosses() => _losses.Read();

    /// <inheritdoc/>
    public void Dispose()
    {
        _ring?.Dispose();
        _ = Close(_socket);
    }

    private static (int Index, LinkType Link) Identify(string name)
    {
        var folder = $"/sys/class/net/{name}";
        if (!Directory.Exists(folder))
        {
            throw new PlanException([new PlanFault("/engine", $"A packet socket cannot be opened on {name}: it is no interface of the system's own. Use libpcap.")]);
        }

        var type = Number($"{folder}/type");
        const int ethernet = 1, loopback = 772, none = 65534;
        return type switch
        {
            ethernet or loopback => (Number($"{folder}/ifindex"), LinkType.Ethernet),
            none => (Number($"{folder}/ifindex"), LinkType.Raw),
            _ => throw new PlanException([new PlanFault("/engine", $"The link layer of {name} (ARPHRD {type}) is not understood through a packet socket. Use libpcap.")]),
        };
    }

    private static int Number(string file) => int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);

    private static PlanException Refused(string name, Win32Exception failure) => new([
        PlanFault.Refusal("/interface", failure.NativeErrorCode == NotPermitted ? CaptureDeviceList.MayNot(name) : $"{name} cannot be opened for capture: {failure.Message}"),
    ]);

    private void Start(int index, bool isLoopback, string filter, CaptureInputPlan plan)
    {
        Attach(filter, plan.SnapshotLength);
        if (isLoopback)
        {
            var on = 1; // it would show each frame going out and coming in
            Require(SetOption(_socket, PacketLevel, IgnoreOutgoing, &on, sizeof(int)));
        }

        _ring = PacketRing.Create(_socket, plan.BufferBytes, Delay);
        if (plan.Promiscuous)
        {
            var membership = new Membership { Interface = index, Type = PromiscuousMembership };
            Require(SetOption(_socket, PacketLevel, AddMembership, &membership, sizeof(Membership)));
        }

        var address = new LinkAddress { Family = PacketFamily, Protocol = BinaryPrimitives.ReverseEndianness((ushort)AllProtocols), Interface = index };
        Require(Bind(_socket, &address, sizeof(LinkAddress)));
    }

    private void Attach(string filter, int snapshotLength)
    {
        using var program = CaptureFilter.Compile(Link, filter, snapshotLength);
        Require(SetOption(_socket, SocketLevel, AttachFilter, (void*)program.DangerousGetHandle(), 2 * sizeof(nint)));
    }

    private static void Require(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, LinkAddress* address, int length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int socket, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(int socket, int level, int option, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary><c>sockaddr_ll</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkAddress
    {
        public ushort Family;
        public ushort Protocol;
        public int Interface;
        public ushort HardwareType;
        public byte PacketType;
        public byte AddressLength;
        public ulong Address;
    }

    /// <summary><c>packet_mreq</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Membership
    {
        public int Interface;
        public short Type;
        public ushort AddressLength;
        public ulong Address;
    }
}
