using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Relay;

/// <summary>A connection that carries records as the bytes of a <c>.gor</c> file. The receiver says nothing; that it closed is read in the background.</summary>
internal sealed class TcpLink : RelayLink
{
    private readonly WireStream _wire;
    private readonly SslStream? _tls;
    private readonly ArrayBufferWriter<byte> _collected = new();
    private readonly CancellationTokenSource _finishing = new();

    public TcpLink(WireStream wire, SslStream? tls)
        : base(wire)
    {
        (_wire, _tls) = (wire, tls);
        Ended = Task.Run(WatchAsync);
    }

    /// <inheritdoc/>
    public override Task<bool> Ended { get; }

    private Stream Stream => _tls ?? (Stream)_wire;

    /// <inheritdoc/>
    public override bool IsExact => _tls is null;

    /// <inheritdoc/>
    public override async ValueTask SendAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
    {
        _collected.ResetWrittenCount();
        Ends.Clear();
        foreach (var record in batch)
        {
            GorWriter.Write(_collected, record);
            Ends.Add(_collected.WrittenCount);
        }

        await Stream.WriteAsync(_collected.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>OpenSSL must not be asked for the end of TLS (RFC 8446 §6.1) while another thread reads: the reader says it.</remarks>
    public override async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (_tls is not null)
        {
            await _finishing.CancelAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            _wire.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            throw new IOException(broken.Message, broken);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            _wire.Socket.Shutdown(SocketShutdown.Both); // a socket that is disposed while somebody reads from it ends with a reset
            await Ended.ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // It is gone already.
        }

        _finishing.Dispose();
        _tls?.Dispose();
        await _wire.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> WatchAsync()
    {
        try
        {
            if (!await ReadToEndAsync(_finishing.Token).ConfigureAwait(false))
            {
                await _tls!.ShutdownAsync().ConfigureAwait(false);
                _wire.Socket.Shutdown(SocketShutdown.Send);
                await ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>False when it was interrupted.</summary>
    private async Task<bool> ReadToEndAsync(CancellationToken interrupted)
    {
        var ignored = new byte[256];
        try
        {
            while (await Stream.ReadAsync(ignored, interrupted).ConfigureAwait(false) > 0)
            {
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
