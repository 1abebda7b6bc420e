using System.Runtime.InteropServices;
using SharpPcap.LibPcap;

namespace TapeDeck.Engine.Capture;

/// <summary>Frames out of libpcap, each read where libpcap keeps it. Serves one thread.</summary>
internal abstract class PacketSource(PcapDevice device) : IDisposable
{
    private const int Frame = 1;
    private const int NoFrameYet = 0;
    private const int EndOfFile = -2;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly long _fraction = device.TimestampResolution == SharpPcap.TimestampResolution.Nanosecond ? 1 : 1000;

    /// <summary>The link layer of its frames.</summary>
    public LinkType Link { get; } = (LinkType)device.LinkType;

    /// <summary>What libpcap said when it could not read on; null while it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>The next frame, valid until the next call; false when there is none now, no more, or none that can be read.</summary>
    public virtual unsafe bool TryRead(out ReadOnlySpan<byte> frame, out long timestamp)
    {
        nint header = 0, bytes = 0;
        var result = device.GetNextPacketPointers(ref header, ref bytes);
        if (result != Frame)
        {
            Failure = result is NoFrameYet or EndOfFile ? null : device.LastError;
            frame = default;
            timestamp = 0;
            return false;
        }

        ref readonly var read = ref *(FrameHeader*)header;
        frame = new ReadOnlySpan<byte>((void*)bytes, (int)read.Captured);
        timestamp = (read.Seconds * NanosecondsPerSecond) + (read.Fraction * _fraction);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();

    /// <summary>libpcap's header of a frame, as 64-bit Unix lays it out.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct FrameHeader
    {
        public readonly long Seconds;
        public readonly long Fraction;
        public readonly uint Captured;
        public readonly uint Length;
    }
}
