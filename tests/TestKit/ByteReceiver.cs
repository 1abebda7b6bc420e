using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TapeDeck.TestKit;

/// <summary>A TCP server on 127.0.0.1 that only keeps what it gets, a stream a connection, and can be killed like a process.</summary>
public sealed class ByteReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Connection> _connections = new();
    private readonly ConcurrentBag<Task> _reading = [];
    private readonly Task _accepting;

    /// <param name="port">0 for a free one.</param>
    /// <param name="readsAfter">Nothing is read before this; null to read at once.</param>
    public ByteReceiver(int port = 0, Task? readsAfter = null)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        _accepting = AcceptAsync(readsAfter ?? Task.CompletedTask);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>What came over each connection, in order of acceptance.</summary>
    public IReadOnlyList<byte[]> Streams => [.. _connections.Select(connection => connection.Bytes)];

    /// <summary>Waits until so many bytes came in all, over connections that may still be open.</summary>
    public Task WaitForAsync(long bytes) => Eventually.HoldsAsync(() => Streams.Sum(stream => (long)stream.Length) >= bytes);

    /// <summary>Waits until so many connections were accepted.</summary>
    public Task WaitForConnectionsAsync(int count) => Eventually.HoldsAsync(() => _connections.Count >= count);

    /// <summary>Every connection ends with a reset, and nobody listens any more.</summary>
    public async Task KillAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var connection in _connections)
        {
            connection.Socket.LingerState = new LingerOption(true, 0);
            connection.Socket.Dispose();
        }

        await _accepting;
        await Task.WhenAll(_reading);
    }

    /// <summary>Every connection ends in order, and nobody listens any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var connection in _connections)
        {
            connection.End();
        }

        await _accepting;
        await Task.WhenAll(_reading);
        _stop.Dispose();
    }

    private async Task AcceptAsync(Task readsAfter)
    {
        try
        {
            while (true)
            {
                var connection = new Connection(await _listener.AcceptSocketAsync(_stop.Token));
                _connections.Enqueue(connection);
                _reading.Add(connection.ReadAsync(readsAfter.WaitAsync(_stop.Token)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or InvalidOperationException) // the last: it listens no more
        {
            // The test ended it.
        }
    }

    private sealed class Connection(Socket socket)
    {
        private readonly MemoryStream _bytes = new();

        public Socket Socket => socket;

        public byte[] Bytes
        {
            get
            {
                lock (_bytes)
                {
                    return _bytes.ToArray();
                }
            }
        }

        public void End()
        {
            try
            {
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                // It has ended already.
            }
        }

        public async Task ReadAsync(Task after)
        {
            var buffer = new byte[16 << 10];
            try
            {
                await after;
                while (await socket.ReceiveAsync(buffer, SocketFlags.None) is var count and > 0)
                {
                    lock (_bytes)
                    {
                        _bytes.Write(buffer, 0, count);
                    }
                }

                socket.Dispose();
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The other side or the test ended it.
            }
        }
    }
}
