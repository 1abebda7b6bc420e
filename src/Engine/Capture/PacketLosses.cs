using System.Globalization;
using System.Runtime.InteropServices;

namespace TapeDeck.Engine.Capture;

/// <summary>
/// What a packet socket lost, as the kernel counts it. Not asked for through SharpPcap: it takes libpcap's 32-bit counters for 64-bit ones, so that
/// the frames that were dropped vanish in the upper half of those received.
/// </summary>
internal sealed unsafe partial class PacketLosses(int socket, string adapter)
{
    private const int PacketLevel = 263;
    private const int Statistics = 6;

    private long _missed = Missed(adapter);

    /// <summary>What was lost since the last call.</summary>
    public FrameLosses Read()
    {
        var counts = stackalloc uint[3]; // packet(7): frames, drops, times the ring was full; reading sets them to 0
        var length = 3 * sizeof(uint);
        var dropped = GetOption(socket, PacketLevel, Statistics, counts, &length) == 0 ? counts[1] : 0;
        var missed = Missed(adapter);
        var losses = new FrameLosses(dropped, Math.Max(0, missed - _missed));
        _missed = missed;
        return losses;
    }

    /// <summary>Frames that never reached the kernel: the two counters that libpcap adds up too.</summary>
    private static long Missed(string adapter) => Counter(adapter, "rx_missed_errors") + Counter(adapter, "rx_fifo_errors");

    private static long Counter(string adapter, string name)
    {
        try
        {
            return long.Parse(File.ReadAllText($"/sys/class/net/{adapter}/statistics/{name}"), CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0; // no interface of the system's own, or one that is gone
        }
    }

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(int socket, int level, int option, void* value, int* length);
}
