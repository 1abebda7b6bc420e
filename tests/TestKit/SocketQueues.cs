using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TapeDeck.TestKit;

/// <summary>What waits in the buffers of the kernel (proc_net_tcp).</summary>
internal static class SocketQueues
{
    /// <summary>Bytes that one end of a connection over IPv4 on this machine has sent and the other has not yet taken.</summary>
    public static long Untaken(Socket sender)
    {
        var (own, other) = (((IPEndPoint)sender.LocalEndPoint!).Port, ((IPEndPoint)sender.RemoteEndPoint!).Port);
        return File.ReadLines("/proc/net/tcp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Sum(row => (Port(row[1]), Port(row[2])) switch
        {
            var ports when ports == (own, other) => Number(row[4][..8]),
            var ports when ports == (other, own) => Number(row[4][9..]),
            _ => 0,
        });
    }

    private static int Port(string address) => (int)Number(address[^4..]);

    private static long Number(string hex) => long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
