using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace TapeDeck.Engine.Relay;

/// <summary>A connection that was accepted, in the clear or under TLS.</summary>
internal sealed class ServedConnection(Socket socket) : IAsyncDisposable
{
    private readonly NetworkStream _plain = new(socket, ownsSocket: true);
    private SslStream? _tls;

    /// <summary>The other end.</summary>
    public IPEndPoint Client { get; } = Unmapped((IPEndPoint)socket.RemoteEndPoint!);

    /// <summary>This end.</summary>
    public IPEndPoint Server { get; } = Unmapped((IPEndPoint)socket.LocalEndPoint!);

    /// <summary>Whether the client has sent what was not received yet.</summary>
    public bool HasArrived
    {
        get
        {
            try
            {
                return socket.Available > 0;
            }
            catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    private Stream Stream => _tls ?? (Stream)_plain;

    /// <summary>Puts TLS on top, as the server.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The client does not agree.</exception>
    /// <exception cref="IOException">The client went away.</exception>
    public async ValueTask StartTlsAsync(SslStreamCertificateContext certificate, CancellationToken cancellationToken)
    {
        _tls = new SslStream(_plain);
        await _tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Receives at least one byte; 0 once the client sends no more, whether it said so or broke off.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the connection is of no more use.</exception>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await Stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>Sends bytes; false when the client is gone.</summary>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await Stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Tells the client that this end is about to close; it may still send what it has begun.</summary>
    /// <remarks>By the end of the TCP stream alone: OpenSSL must not be asked for TLS's own while another thread receives.</remarks>
    public void EndSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // The client is gone already; receiving tells so.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_tls is not null)
        {
            await _tls.DisposeAsync().ConfigureAwait(false);
        }

        await _plain.DisposeAsync().ConfigureAwait(false);
    }

    private static IPEndPoint Unmapped(IPEndPoint end) => end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;
}
