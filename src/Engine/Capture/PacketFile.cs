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

        if (CaptureDeviceList.IsLibraryMissing())
        {
            throw new PlanException([new PlanFault("/file", CaptureDeviceList.MissingLibrary)]);
        }

        var device = new CaptureFileReaderDevice(path);
        try
        {
            device.Open(new DeviceConfiguration { TimestampResolution = TimestampResolution.Nanosecond });
        }
        catch (PcapException failure)
        {
            device.Dispose();
            throw new PlanException([new PlanFault("/file", $"'{path}' cannot be read as a pcap or pcapng file: {failure.Message}")]);
        }

        CaptureFilter.Apply(device, filter);
        return new PacketFile(device);
    }
}
