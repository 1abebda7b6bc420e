using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Capture;

/// <summary>
/// A pcap or pcapng file. Read by our own code and not by libpcap: that copies less, and libpcap refuses files whose interfaces have different
/// link layers (ADR 4). Serves one thread.
/// </summary>
internal sealed class PacketFile : IDisposable
{
    private readonly FileWindow _window;
    private readonly FrameFormat _format;
    private readonly FrameFilter? _filter;

    private PacketFile(FileWindow window, FrameFormat format, FrameFilter? filter) => (_window, _format, _filter) = (window, format, filter);

    /// <summary>The link layer of the frame read last.</summary>
    public LinkType Link => _format.Link;

    /// <summary>Why the file cannot be read on; null while it can.</summary>
    public string? Failure => _format.Failure;

    /// <summary>Whether the file ended in the middle of a frame, as it does when its writer was killed.</summary>
    public bool IsCutOff => _format.IsCutOff;

    /// <summary>Opens a file, with a BPF filter or none; what is wrong is said as a fault of <c>/file</c> or <c>/filter</c>.</summary>
    public static PacketFile Open(string path, string? filter)
    {
        if (!File.Exists(path))
        {
            throw Fault($"There is no file '{path}'.");
        }

        try
        {
            return Open(new FileWindow(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0)), path, filter);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PlanException([PlanFault.Refusal("/file", $"'{path}' cannot be read: {failure.Message}")]);
        }
    }

    /// <summary>The next frame that passes the filter, valid until the next call, and its time in nanoseconds since the Unix epoch; false at the end.</summary>
    public bool TryRead(out ReadOnlySpan<byte> frame, out long timestamp)
    {
        while (_format.TryRead(out frame, out timestamp))
        {
            if (_filter is null || _filter.Passes(frame, _format.Link))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window.Dispose();
        _filter?.Dispose();
    }

    private static PacketFile Open(FileWindow window, string path, string? filter)
    {
        try
        {
            var format = (FrameFormat?)PcapFormat.TryOpen(window) ?? PcapngFormat.TryOpen(window) ?? throw Fault($"'{path}' is no pcap or pcapng file.");
            return new PacketFile(window, format, string.IsNullOrWhiteSpace(filter) ? null : new FrameFilter(filter, format.Link));
        }
        catch
        {
            window.Dispose();
            throw;
        }
    }

    private static PlanException Fault(string message) => new([new PlanFault("/file", message)]);
}
