using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Relay;

/// <summary>Accepts connections, so many at once, and has each served, in the clear or under TLS.</summary>
internal sealed partial class ConnectionListener : IDisposable
{
    private const int MostConnections = 1000;
    private const int MostLate = 512; // as many as can wait: whoever connects later does not keep this from ending
    private const int KeepAliveSeconds = 15;
    private static readonly TimeSpan s_handshakeLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_breather = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<Task, bool> _served = new();
    private readonly CancellationTokenSource _failed = new();
    private Exception? _failure;
    private int _late;

    private ConnectionListener(Socket socket, SslStreamCertificateContext? certificate, TimeProvider time, ILogger logger)
    {
        (_socket, _certificate, _time, _logger) = (socket, certificate, time, logger);
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The same for people.</summary>
    public string Description => _certificate is null ? $"{EndPoint}" : $"{EndPoint} (TLS)";

    /// <summary>Listens from now on; who connects waits for <see cref="RunAsync"/>.</summary>
    /// <exception cref="PlanException">The address is none to listen on, at <c>/address</c>, or the certificate cannot be used, below <c>/certificate</c>.</exception>
    public static ConnectionListener Open(string address, CertificatePlan? certificate, TimeProvider time, ILogger logger)
    {
        var faults = new List<PlanFault>();
        var context = certificate is null ? null : PemCertificate.Load(certificate, "/certificate", faults);
        Socket? socket = null;
        try
        {
            socket = ListenSocket.Open(address);
        }
        catch (PlanException refused)
        {
            faults.AddRange(refused.Faults);
        }

        if (faults.Count == 0)
        {
            return new ConnectionListener(socket!, context, time, logger);
        }

        socket?.Dispose();
        throw new PlanException(faults);
    }

    /// <summary>Accepts until stopped, then waits until the last connection was served to its end. What a server throws ends everything and is thrown.</summary>
    /// <param name="serve">Serves one connection; it is closed afterwards.</param>
    /// <param name="stop">No more are accepted but those that were made before: their clients may have sent already.</param>
    public async Task RunAsync(Func<ServedConnection, Task> serve, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop, _failed.Token);
        while ((await AcceptAsync(ended.Token).ConfigureAwait(false) ?? AcceptWaiting()) is { } accepted)
        {
            Begin(accepted, serve, ended.Token);
        }

        _socket.Dispose();
        await Task.WhenAll(_served.Keys).ConfigureAwait(false);
        if (_failure is not null)
        {
            throw new IOException($"Serving a connection failed: {_failure.Message}", _failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _failed.Dispose();
    }

    /// <summary>The next connection; null once stopped.</summary>
    private async ValueTask<Socket?> AcceptAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                return await _socket.AcceptAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            catch (SocketException failure)
            {
                LogNotAccepted(Description, failure.Message);
                await Task.Delay(s_breather, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    /// <summary>A connection that was made before this was stopped; null when there is none.</summary>
    private Socket? AcceptWaiting()
    {
        try
        {
            return _late++ < MostLate && _socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) ? _socket.Accept() : null;
        }
        catch (SocketException)
        {
            return null; // it was given up just now
        }
    }

    private void Begin(Socket accepted, Func<ServedConnection, Task> serve, CancellationToken stop)
    {
        if (_served.Count >= MostConnections)
        {
            LogTooMany(accepted.RemoteEndPoint, MostConnections);
            accepted.Dispose();
            return;
        }

        var serving = Task.Run(() => ServeAsync(accepted, serve, stop), CancellationToken.None);
        _served[serving] = true;
        _ = serving.ContinueWith(done => _served.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket socket, Func<ServedConnection, Task> serve, CancellationToken stop)
    {
        try
        {
            KeepAlive(socket);
            var connection = new ServedConnection(socket);
            await using (connection.ConfigureAwait(false))
            {
                if (await TryStartTlsAsync(connection, stop).ConfigureAwait(false))
                {
                    await serve(connection).ConfigureAwait(false);
                }
            }
        }
        catch (SocketException)
        {
            // The client was gone before it could be looked at.
            socket.Dispose();
        }
        catch (Exception failure)
        {
            _failure ??= failure;
            await _failed.CancelAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> TryStartTlsAsync(ServedConnection connection, CancellationToken stop)
    {
        if (_certificate is null)
        {
            return true;
        }

        using var limit = new CancellationTokenSource(s_handshakeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            await connection.StartTlsAsync(_certificate, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or OperationCanceledException)
        {
            LogNoTls(connection.Client, failure.InnerException?.Message ?? failure.Message);
            return false;
        }
    }

    /// <summary>A client whose machine is gone does not keep its place for ever.</summary>
    private static void KeepAlive(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection of {Client} was refused: {Most} are open already.")]
    private partial void LogTooMany(EndPoint? client, int most);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection to {Address} could not be accepted: {Reason}.")]
    private partial void LogNotAccepted(string address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client} did not agree on TLS: {Reason}")]
    private partial void LogNoTls(EndPoint client, string reason);
}
