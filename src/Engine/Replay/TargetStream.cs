using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// One TCP or TLS connection to the target. Disposing it from any thread breaks off whatever is under way; bare sockets do the work as long as
/// TLS does not need a stream, because they allocate nothing.
/// </summary>
[SuppressMessage("Reliability", "CA2213", Justification = "The source has no timer, and may be cancelled after the stream is disposed.")]
internal sealed class TargetStream(ReplayRoute route, bool skipVerify, ReplayOptions options) : IDisposable
{
    private readonly CancellationTokenSource _opening = new();
    private Socket? _socket;
    private SslStream? _tls;

    /// <summary>Whether anything is to be received: bytes, or that the target has closed; or this was disposed just now.</summary>
    public bool IsReadable
    {
        get
        {
            try
            {
                return _socket!.Poll(0, SelectMode.SelectRead);
            }
            catch (ObjectDisposedException)
            {
                return true; // receiving says so
            }
        }
    }

    /// <summary>Connects to the target or its proxy; returns what went wrong, or null.</summary>
    public async ValueTask<ReplayFailure?> OpenAsync()
    {
        try
        {
            await ConnectAsync().ConfigureAwait(false);
            if (route.Target.IsTls)
            {
                await StartTlsAsync().ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            return ReplayFailure.ToConnect(route.ToString(), failure);
        }
    }

    /// <summary>Whether an exception is a connection's way of ending, and not a fault in the program.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is SocketException or IOException or AuthenticationException or ObjectDisposedException or OperationCanceledException;

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_tls is not null)
        {
            await _tls.WriteAsync(bytes).ConfigureAwait(false);
            return;
        }

        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket!.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
        }
    }

    /// <summary>Receives at least one byte; 0 when the target has closed.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) =>
        _tls is null ? _socket!.ReceiveAsync(buffer, SocketFlags.None) : _tls.ReadAsync(buffer);

    /// <summary>Receives at least one byte as long as there is no TLS; 0 when the target has closed. Cancelled, the connection is still of use.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => _socket!.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public void Dispose()
    {
        _opening.Cancel();
        _tls?.Dispose();
        _socket?.Dispose();
    }

    private async ValueTask ConnectAsync()
    {
        var target = route.Target;
        if (route.Proxy is not { } proxy)
        {
            _socket = await CheckedSocket.ConnectAsync(target.Host, target.Port, options.TargetCheck, _opening.Token).ConfigureAwait(false);
        }
        else
        {
            if (options.TargetCheck is { } check)
            {
                await CheckedSocket.CheckAsync(target.Host, target.Port, options.TargetCheck, _opening.Token).ConfigureAwait(false);
            }

            _socket = await CheckedSocket.ConnectAsync(proxy.Host, proxy.Port, null, _opening.Token).ConfigureAwait(false);
        }

        options.Own?.Add(_socket);
        _opening.Token.ThrowIfCancellationRequested(); // whoever disposed this meanwhile saw no socket yet
        if (route.IsTunnelled)
        {
            await ProxyTunnel.OpenAsync(_socket, route, _opening.Token).ConfigureAwait(false);
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "Accepting any certificate is what the user asks for with skipVerify.")]
    private async ValueTask StartTlsAsync()
    {
        _tls = new SslStream(new NetworkStream(_socket!, ownsSocket: false));
        var options = new SslClientAuthenticationOptions { TargetHost = route.Target.Host, ApplicationProtocols = [SslApplicationProtocol.Http11] };
        if (skipVerify)
        {
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }

        await _tls.AuthenticateAsClientAsync(options, _opening.Token).ConfigureAwait(false);
    }
}
