using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Capture;

/// <summary>Takes Ethernet frames out of the VXLAN datagrams that arrive at a UDP port (RFC 7348; spec §4.8).</summary>
internal sealed class VxlanReceiver : ILiveFrameSource
{
    private const int Header = 8;
    private const int LargestDatagram = 65_535;
    private const int ReceiveBuffer = 16 << 20; // the system may allow less
    private const byte HasIdentifier = 0x08;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<int> _networks;
    private readonly byte[] _datagram = new byte[LargestDatagram];
    private long _drops;
    private long _foreign;
    private long _malformed;

    private VxlanReceiver(Socket socket, IReadOnlyList<int> networks, TimeProvider time)
    {
        (_socket, _networks, _time) = (socket, networks, time);
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>The UDP port it listens on.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public string Name => $"vxlan {Port}";

    /// <inheritdoc/>
    public string Note => _networks.Count == 0
        ? $"taking VXLAN at UDP port {Port}"
        : $"taking VXLAN at UDP port {Port}: networks {string.Join(", ", _networks)} (negative: not that one)";

    /// <inheritdoc/>
    public LinkType Link => LinkType.Ethernet;

    /// <inheritdoc/>
    public TimeSpan Delay => TimeSpan.FromMilliseconds(1);

    /// <inheritdoc/>
    public string? Failure { get; private set; }

    /// <summary>Listens at the plan's port; what is wrong is said as a fault of <c>/listenPort</c>.</summary>
    public static VxlanReceiver Open(VxlanInputPlan plan, TimeProvider time)
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        try
        {
            socket.ReceiveBufferSize = ReceiveBuffer;
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, plan.ListenPort));
            socket.Blocking = false;
            return new VxlanReceiver(socket, plan.Networks, time);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new PlanException([PlanFault.Refusal("/listenPort", $"UDP port {plan.ListenPort} cannot be listened on: {failure.Message}")]);
        }
    }

    /// <inheritdoc/>
    public bool TryRead(out ReadOnlySpan<byte> frame, out long timestamp)
    {
        frame = default;
        timestamp = 0;
        while (true)
        {
            var length = _socket.Receive(_datagram, SocketFlags.None, out var error);
            if (error != SocketError.Success)
            {
                Failure = error is SocketError.WouldBlock or SocketError.ConnectionReset ? null : new SocketException((int)error).Message;
                return false;
            }

            if (TryOpen(_datagram.AsSpan(0, length), out frame))
            {
                timestamp = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
                return true;
            }
        }
    }

    /// <inheritdoc/>
    public void Wait(TimeSpan time) => _socket.Poll(time, SelectMode.SelectRead);

    /// <inheritdoc/>
    public FrameLosses ReadLosses()
    {
        var drops = ReadSocketDrops("/proc/net/udp") + ReadSocketDrops("/proc/net/udp6");
        var losses = new FrameLosses(Math.Max(0, drops - _drops), 0, _foreign, _malformed);
        (_drops, _foreign, _malformed) = (drops, 0, 0);
        return losses;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>Whether a network is wanted: the first entry that names it decides; when none does, what is not shut out is taken.</summary>
    public static bool Takes(IReadOnlyList<int> networks, int network)
    {
        foreach (var entry in networks)
        {
            if (Math.Abs(entry) == network)
            {
                return entry > 0;
            }
        }

        return networks.Count == 0 || networks.Any(entry => entry < 0);
    }

    /// <summary>Takes the header off; false when it is no VXLAN or of a network that is not wanted.</summary>
    private bool TryOpen(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (datagram.Length < Header || (datagram[0] & HasIdentifier) == 0)
        {
            _malformed++;
            return false;
        }

        if (!Takes(_networks, BinaryPrimitives.ReadInt32BigEndian(datagram[4..]) >>> 8))
        {
            _foreign++;
            return false;
        }

        frame = datagram[Header..];
        return true;
    }

    /// <summary>The last column of the kernel's table of sockets counts what found their buffer full.</summary>
    private long ReadSocketDrops(string table)
    {
        if (!File.Exists(table))
        {
            return 0;
        }

        var port = $":{Port:X4} ";
        return File.ReadLines(table)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > 12 && $"{columns[1]} ".EndsWith(port, StringComparison.Ordinal))
            .Sum(columns => long.Parse(columns[^1], CultureInfo.InvariantCulture));
    }
}
