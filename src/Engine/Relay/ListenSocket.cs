using System.Net;
using System.Net.Sockets;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Relay;

/// <summary>Opens the socket of a listening input.</summary>
internal static class ListenSocket
{
    private const int Backlog = 512;

    /// <summary>Listens; without a host on all addresses, IPv6 and IPv4.</summary>
    /// <param name="text"><c>[HOST]:PORT</c>; port 0 for a free one.</param>
    /// <exception cref="PlanException">It is no address, or not one to listen on; at <c>/address</c>.</exception>
    public static Socket Open(string text)
    {
        if (!HostPort.TryParse(text, out var address))
        {
            throw new PlanException([new PlanFault("/address", $"'{text}' is no address to listen on: it takes the form :PORT, HOST:PORT or [IPV6]:PORT.")]);
        }

        Socket? socket = null;
        try
        {
            var local = Resolve(address.Host);
            socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (local.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(local, address.Port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException failure)
        {
            socket?.Dispose();
            throw new PlanException([PlanFault.Refusal("/address", $"{address} cannot be listened on: {failure.Message}.")]);
        }
    }

    private static IPAddress Resolve(string host)
    {
        if (host.Length == 0)
        {
            return Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        }

        var all = IPAddress.TryParse(host, out var literal) ? [literal] : Dns.GetHostAddresses(host);
        return all.OrderBy(one => one.AddressFamily != AddressFamily.InterNetwork).FirstOrDefault()
            ?? throw new SocketException((int)SocketError.NoData);
    }
}
