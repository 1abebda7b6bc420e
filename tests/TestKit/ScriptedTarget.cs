using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.TestKit;

/// <summary>
/// A TCP server on 127.0.0.1 that logs every request byte for byte and answers as a test tells it to, however badly.
/// </summary>
public sealed class ScriptedTarget : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<ScriptedConnection, byte[], Task> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, Task> _conversations = new();
    private readonly Task _accepting;
    private int _connections;
    private int _inFlight;
    private int _mostInFlight;

    /// <param name="answer">Called for each request with its bytes; once it returns the connection waits for the next request.</param>
    /// <param name="certificate">Speaks TLS with this.</param>
    /// <param name="port">0 for a free one.</param>
    public ScriptedTarget(Func<ScriptedConnection, byte[], Task> answer, X509Certificate2? certificate = null, int port = 0)
    {
        _answer = answer;
        _certificate = certificate;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The bytes of every request in order of arrival, head and body.</summary>
    public ConcurrentQueue<byte[]> Requests { get; } = new();

    /// <summary>How many connections were accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many connections are open now.</summary>
    public int OpenConnections => _conversations.Values.Count(conversation => !conversation.IsCompleted);

    /// <summary>The request lines in order of arrival.</summary>
    public IEnumerable<string> RequestLines => Requests.Select(request => Encoding.Latin1.GetString(request).Split('\r', '\n')[0]);

    /// <summary>The most requests that were being answered at once.</summary>
    public int MostInFlight => Volatile.Read(ref _mostInFlight);

    /// <summary>Answers every request with 200 and a short body.</summary>
    public static ScriptedTarget Plain() => new((connection, _) => connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var client in _conversations.Keys)
        {
            client.Dispose();
        }

        await _accepting;
        await Task.WhenAll(_conversations.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _conversations[client] = ConverseAsync(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or InvalidOperationException) // the last: it listens no more
        {
            // The target was disposed.
        }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        await Task.Yield();
        try
        {
            using (client)
            {
                var socket = client.Client ?? throw new ObjectDisposedException(nameof(ScriptedTarget)); // null once it was disposed
                socket.NoDelay = true;
                Stream stream = new NetworkStream(socket);
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(_certificate);
                    stream = tls;
                }

                await ServeAsync(new ScriptedConnection(socket, stream, _stop.Token));
            }
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client or the test ended it.
        }
    }

    private async Task ServeAsync(ScriptedConnection connection)
    {
        var pending = Array.Empty<byte>();
        while (!connection.IsClosed)
        {
            var scanner = HttpMessageScanner.ForRequests();
            var length = 0;
            while (true)
            {
                var status = scanner.Scan(pending.AsSpan(length), out var consumed);
                length += consumed;
                if (status == OperationStatus.Done)
                {
                    break;
                }

                var more = status == OperationStatus.NeedMoreData ? await connection.ReceiveAsync() : throw new IOException("no HTTP request");
                if (more.Length == 0)
                {
                    return;
                }

                pending = [.. pending, .. more];
            }

            var request = pending[..length];
            pending = pending[length..];
            Requests.Enqueue(request);
            await AnswerAsync(connection, request);
        }
    }

    private async Task AnswerAsync(ScriptedConnection connection, byte[] request)
    {
        var inFlight = Interlocked.Increment(ref _inFlight);
        for (var most = MostInFlight; inFlight > most && Interlocked.CompareExchange(ref _mostInFlight, inFlight, most) != most; most = MostInFlight)
        {
            // Another request was counted in between.
        }

        // A client may send its next request before this method returns, so the request counts as answered just before the answer goes out.
        connection.OnSending = () => Interlocked.Decrement(ref _inFlight);
        await _answer(connection, request);
    }
}
