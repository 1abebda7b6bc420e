using SharpPcap;
using SharpPcap.LibPcap;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Capture;

/// <summary>A pcap or pcapng file.</summary>
internal sealed class PacketFile : PacketSource
{
    private PacketFile(PcapDevice device)
        : base(device)
    {
    }

    /// <summary>Opens a file, with a BPF filter or none; what is wrong is said as a fault of <c>/file</c> or <c>/filter</c>.</summary>
    public static PacketFile Open(string path, string? filter)
    {
        if (!File.Exists(path))
        {
            throw new PlanException([new PlanFault("/file", $"There is no file '{path}'.")]);
        }

        var device = new CaptureFileReaderDevice(path);
        try
        {
            device.Open(new DeviceConfiguration { TimestampResolution = TimestampResolution.Nanosecond });
        }
        catch (Exception failure) when (failure is PcapException || CaptureDeviceList.IsMissingLibrary(failure))
        {
            device.Dispose();
            var reason = failure is PcapException ? $"'{path}' cannot be read as a pcap or pcapng file: {failure.Message}" : CaptureDeviceList.MissingLibrary;
            throw new PlanException([new PlanFault("/file", reason)]);
        }

        CaptureFilter.Apply(device, filter);
        return new PacketFile(device);
    }
}
