using System.Globalization;

namespace TapeDeck.Engine.Capture;

/// <summary>The kernel's buffer of a packet socket, which may be smaller than was asked for: libpcap takes what it can get, and does not say so.</summary>
internal static class PacketBuffer
{
    /// <summary>How a note on a source names its buffer; empty when the size is not known.</summary>
    /// <param name="socket">The descriptor of a packet socket whose buffer is mapped into this process (packet(7), PACKET_RX_RING).</param>
    public static string Describe(int socket) =>
        MappedBytes(socket) is var bytes and > 0 ? string.Create(CultureInfo.InvariantCulture, $", buffer {bytes:N0} bytes") : "";

    private static long MappedBytes(int socket)
    {
        try
        {
            var name = new FileInfo($"/proc/self/fd/{socket}").LinkTarget; // such as socket:[4711], which the mapping is named after
            return name is null ? 0 : File.ReadLines("/proc/self/maps").Where(line => line.EndsWith(name, StringComparison.Ordinal)).Sum(Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0; // no /proc
        }
    }

    private static long Length(string mapping)
    {
        var ends = mapping[..mapping.IndexOf(' ', StringComparison.Ordinal)].Split('-');
        return long.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - long.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
