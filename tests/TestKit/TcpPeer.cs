using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TapeDeck.TestKit;

/// <summary>A TCP server on 127.0.0.1 that knows no protocol: a test says what it does with what arrives.</summary>
public sealed class TcpPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<NetworkStream, byte[], CancellationToken, Task<bool>> _answer;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly Task _accepting;
    private int _connections;

    /// <param name="answer">Called with each piece that arrives; false closes the connection.</param>
    public TcpPeer(Func<NetworkStream, byte[], CancellationToken, Task<bool>> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Every piece that arrived.</summary>
    public ConcurrentQueue<byte[]> Received { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_conversations);
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
                _conversations.Add(ConverseAsync(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // The peer was disposed.
        }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        await Task.Yield();
        using var own = client;
        try
        {
            var buffer = new byte[64 << 10];
            var stream = client.GetStream();
            while (await stream.ReadAsync(buffer, _stop.Token) is var count and > 0)
            {
                Received.Enqueue(buffer[..count]);
                if (!await _answer(stream, buffer[..count], _stop.Token))
                {
                    return;
                }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The client or the test ended it.
        }
    }
}
