using System.Buffers;
using System.Net.Sockets;
using System.Net.WebSockets;
using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Relay;

/// <summary>
/// A connection that carries each record as one binary WebSocket message: header line and payload without separator (spec §8.6). What the receiver
/// says is read and ignored, but that it closes.
/// </summary>
internal sealed class WebSocketLink : RelayLink
{
    private readonly WireStream _wire;
    private readonly ClientWebSocket _socket;
    private readonly IDisposable _transport;
    private readonly ArrayBufferWriter<byte> _collected = new();
    private readonly List<int> _lengths = [];
    private bool _hasFinished;

    /// <param name="wire">The lowest stream.</param>
    /// <param name="socket">Connected over it.</param>
    /// <param name="transport">What made the connection; owned.</param>
    public WebSocketLink(WireStream wire, ClientWebSocket socket, IDisposable transport)
        : base(wire)
    {
        (_wire, _socket, _transport) = (wire, socket, transport);
        Ended = Task.Run(WatchAsync);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A receiver that answers our close has read everything before it. One that closes by itself may ignore what was on the way: nobody knows then.
    /// </remarks>
    public override Task<bool> Ended { get; }

    /// <inheritdoc/>
    public override bool IsExact => false;

    /// <inheritdoc/>
    public override async ValueTask SendAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
    {
        Collect(batch);
        var start = 0;
        foreach (var length in _lengths)
        {
            var message = _collected.WrittenMemory.Slice(start, length);
            await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
            start += length;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _hasFinished, true);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            _wire.Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }

        await Ended.ConfigureAwait(false);
        _socket.Dispose();
        _transport.Dispose();
        await _wire.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Where each record ends is known before anything is sent: it is asked for even when the first one fails.</summary>
    private void Collect(IReadOnlyList<Record> batch)
    {
        _collected.ResetWrittenCount();
        _lengths.Clear();
        Ends.Clear();
        var end = 0;
        foreach (var record in batch)
        {
            var start = _collected.WrittenCount;
            GorWriter.WriteMessage(_collected, record);
            _lengths.Add(_collected.WrittenCount - start);
            end += FrameHeadBytes(_lengths[^1]) + _lengths[^1];
            Ends.Add(end);
        }
    }

    /// <summary>Bytes before a client's message of this length: code, length and mask (RFC 6455 §5.2).</summary>
    private static int FrameHeadBytes(int length) => length < 126 ? 6 : length <= ushort.MaxValue ? 8 : 14;

    private async Task<bool> WatchAsync()
    {
        var ignored = new byte[256];
        try
        {
            while ((await _socket.ReceiveAsync(ignored.AsMemory(), CancellationToken.None).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close)
            {
            }

            return Volatile.Read(ref _hasFinished);
        }
        catch (Exception broken) when (LinkTrouble.IsExpected(broken))
        {
            return false;
        }
    }
}
