using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Both ends of a TCP connection over the loopback, for what no real client sends: every piece travels in a segment of its own.</summary>
internal sealed class LoopbackTalk : IAsyncDisposable
{
    private const int LargestPiece = 32 << 10; // of which the other end's buffer takes several

    private readonly TcpListener _listener;
    private TcpClient? _client;
    private TcpClient? _server;

    public LoopbackTalk(string address = "127.0.0.1")
    {
        _listener = new TcpListener(IPAddress.Parse(address), 0);
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The client's end as it stands in headers.</summary>
    public IPEndPoint ClientEnd => (IPEndPoint)_client!.Client.LocalEndPoint!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The client sends: each piece once the one before has arrived.</summary>
    public async Task ClientAsync(string text, int size = LargestPiece)
    {
        await ConnectAsync();
        await SendAsync(_client!, _server!, text, size);
    }

    /// <summary>The server sends likewise.</summary>
    public async Task ServerAsync(string text, int size = LargestPiece)
    {
        await ConnectAsync();
        await SendAsync(_server!, _client!, text, size);
    }

    /// <summary>The server ends the connection, which ends a response without length.</summary>
    public async Task CloseAsync()
    {
        _server!.Dispose();
        Assert.Equal(0, await _client!.GetStream().ReadAsync(new byte[1], Token));
        _client.Dispose();
        (_client, _server) = (null, null);
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _server?.Dispose();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ConnectAsync()
    {
        if (_client is null)
        {
            _client = new TcpClient(_listener.LocalEndpoint.AddressFamily) { NoDelay = true };
            await _client.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, Token);
            _server = await _listener.AcceptTcpClientAsync(Token);
            _server.NoDelay = true;
        }
    }

    private static async Task SendAsync(TcpClient from, TcpClient to, string text, int size)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var arrived = new byte[size];
        for (var start = 0; start < bytes.Length; start += size)
        {
            var piece = bytes.AsMemory(start, Math.Min(size, bytes.Length - start));
            await from.GetStream().WriteAsync(piece, Token);
            await to.GetStream().ReadExactlyAsync(arrived.AsMemory(0, piece.Length), Token);
        }
    }
}
