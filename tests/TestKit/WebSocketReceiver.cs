using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TapeDeck.TestKit;

/// <summary>A WebSocket server on 127.0.0.1, at <c>/in</c> and nowhere else, that keeps what it gets.</summary>
public sealed class WebSocketReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Func<WebSocket, int, Task> _onMessage;
    private readonly ConcurrentQueue<ConcurrentQueue<(WebSocketMessageType Type, byte[] Bytes)>> _connections = new();
    private readonly CancellationTokenSource _killed = new();
    private int _messages;

    private WebSocketReceiver(int port, X509Certificate2? certificate, Func<WebSocket, int, Task>? onMessage)
    {
        _onMessage = onMessage ?? ((_, _) => Task.CompletedTask);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        _server = builder.Build();
        _server.UseWebSockets();
        _server.Map("/in", ServeAsync);
    }

    public int Port => new Uri(_server.Urls.Single()).Port;

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The values of Authorization in every handshake.</summary>
    public ConcurrentQueue<string[]> Authorizations { get; } = new();

    /// <summary>The messages of each connection, in order.</summary>
    public IReadOnlyList<IReadOnlyList<byte[]>> Connections => [.. _connections.Select(messages => messages.Select(message => message.Bytes).ToList())];

    /// <summary>All messages.</summary>
    public IReadOnlyList<byte[]> Messages => [.. Connections.SelectMany(messages => messages)];

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _messages);

    /// <summary>The kinds of message that came.</summary>
    public IEnumerable<WebSocketMessageType> Types => _connections.SelectMany(messages => messages.Select(message => message.Type)).Distinct();

    /// <param name="port">0 for a free one.</param>
    /// <param name="certificate">Speaks TLS with this.</param>
    /// <param name="onMessage">Called after each message with its number, from 1; the connection waits for it.</param>
    public static async Task<WebSocketReceiver> StartAsync(int port = 0, X509Certificate2? certificate = null, Func<WebSocket, int, Task>? onMessage = null)
    {
        var receiver = new WebSocketReceiver(port, certificate, onMessage);
        await receiver._server.StartAsync();
        return receiver;
    }

    /// <summary>Ends all connections without a word, and listens no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _killed.CancelAsync();
        await _server.DisposeAsync();
        _killed.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        Authorizations.Enqueue([.. context.Request.Headers.Authorization.OfType<string>()]);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var messages = new ConcurrentQueue<(WebSocketMessageType, byte[])>();
        _connections.Enqueue(messages);
        try
        {
            while (await ReceiveAsync(socket) is { } message)
            {
                messages.Enqueue(message);
                await _onMessage(socket, Interlocked.Increment(ref _messages));
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _killed.Token);
        }
        catch (Exception ended) when (ended is WebSocketException or OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task<(WebSocketMessageType Type, byte[] Bytes)?> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[4096];
        using var bytes = new MemoryStream();
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            var part = await socket.ReceiveAsync(buffer, _killed.Token);
            bytes.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return part.MessageType == WebSocketMessageType.Close ? null : (part.MessageType, bytes.ToArray());
            }
        }

        return null;
    }
}
