using System.Net;
using System.Net.Sockets;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Replay;

/// <summary>Opens TCP connections, but none that a check objects to.</summary>
internal static class CheckedSocket
{
    /// <summary>Connects to the first of the host's addresses that answers.</summary>
    /// <exception cref="ConnectException">The check objects to one of the addresses.</exception>
    /// <exception cref="SocketException">The name does not resolve, or none of its addresses answers; this is what the last one did.</exception>
    public static async ValueTask<Socket> ConnectAsync(string host, int port, ITargetCheck? check, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        ThrowIfObjected(host, port, addresses, check);
        for (var i = 0; i < addresses.Length; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], port), cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                socket.Dispose(); // the next address may do better
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new SocketException((int)SocketError.NoData);
    }

    /// <summary>Asks the check about a host that somebody else, a proxy, will connect to; what does not resolve here is left to him.</summary>
    public static async ValueTask CheckAsync(string host, int port, ITargetCheck check, CancellationToken cancellationToken)
    {
        try
        {
            ThrowIfObjected(host, port, await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false), check);
        }
        catch (SocketException)
        {
            // Only the proxy knows the name.
        }
    }

    private static void ThrowIfObjected(string host, int port, IPAddress[] addresses, ITargetCheck? check)
    {
        if (addresses.Select(address => check?.Objection(host, port, address)).FirstOrDefault(objection => objection is not null) is { } objection)
        {
            throw new ConnectException(LedgerReason.Forbidden, objection);
        }
    }
}
