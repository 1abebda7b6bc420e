using System.Net.Sockets;

namespace TapeDeck.Engine.Relay;

/// <summary>Where records are relayed to, and how a connection to it is made.</summary>
internal abstract class RelayTarget
{
    private const int SendBufferBytes = 128 << 10;
    private const int KeepAliveSeconds = 5;

    /// <summary>The receiver for people, without user and password.</summary>
    public abstract string Description { get; }

    /// <summary>Makes a connection.</summary>
    /// <exception cref="IOException">It broke while it was made.</exception>
    /// <exception cref="SocketException">The receiver is not there.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">TLS came to nothing.</exception>
    public abstract Task<RelayLink> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Connects to the first address of a host that answers. The send buffer is small, so that little is on the way when a receiver dies, and an
    /// idle connection is probed.
    /// </summary>
    protected static async ValueTask<WireStream> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = SendBufferBytes };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            return new WireStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
