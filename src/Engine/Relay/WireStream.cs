using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TapeDeck.Engine.Relay;

/// <summary>
/// The lowest stream of a connection to a receiver. It counts what is handed to the kernel, and asks the kernel how much of it the receiver's
/// machine has acknowledged: the only thing that is known about arrival, since receivers never answer.
/// </summary>
internal sealed partial class WireStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private const int OutstandingRequest = 0x5411; // SIOCOUTQ
    private long _written;
    private long _pending;
    private int _outstandingAtEnd;

    /// <summary>Bytes handed to the kernel.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Bytes that the receiver's machine has acknowledged, at least: nobody tells how much of a write that is under way the kernel has taken.</summary>
    public long Acknowledged
    {
        get
        {
            var written = Written; // asked for first: what is written meanwhile must not count as acknowledged
            return written - (Outstanding() ?? _outstandingAtEnd);
        }
    }

    /// <summary>Bytes that may reach the receiver's machine: all that the kernel may have taken, since it goes on sending when the connection is closed.</summary>
    public long MostArrived
    {
        get
        {
            var pending = Interlocked.Read(ref _pending); // asked for first: a write that ends meanwhile must not be missed
            return Written + pending;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Interlocked.Exchange(ref _pending, buffer.Length);
        await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _written, buffer.Length);
        Interlocked.Exchange(ref _pending, 0);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    /// <remarks>What the receiver's machine has acknowledged is asked for after the end too, and a closed socket does not tell.</remarks>
    protected override void Dispose(bool disposing)
    {
        if (!Socket.SafeHandle.IsClosed)
        {
            _outstandingAtEnd = Outstanding() ?? 0;
        }

        base.Dispose(disposing);
    }

    /// <summary>Bytes handed to the kernel that were not acknowledged; 0 where it does not tell, null when the socket is closed.</summary>
    private int? Outstanding()
    {
        try
        {
            return OperatingSystem.IsLinux() && IoControl(Socket.SafeHandle, OutstandingRequest, out var bytes) == 0 ? bytes : 0;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoControl(SafeSocketHandle socket, nuint request, out int value);
}
