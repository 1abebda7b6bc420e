using System.Net;
using System.Net.NetworkInformation;
using SharpPcap;
using SharpPcap.LibPcap;

namespace TapeDeck.Engine.Capture;

/// <summary>What can be captured on, and why nothing can.</summary>
public static class CaptureDeviceList
{
    private const uint Loopback = 1;
    private const uint Up = 2;

    /// <summary>All interfaces; empty when libpcap is missing, which <see cref="FindProblem"/> tells.</summary>
    public static IReadOnlyList<CaptureDevice> List()
    {
        try
        {
            return [.. Interfaces().Select(Describe)];
        }
        catch (Exception failure) when (IsMissingLibrary(failure))
        {
            return [];
        }
    }

    /// <summary>Why this process cannot capture, with the command that mends it; null when it can.</summary>
    public static string? FindProblem()
    {
        try
        {
            var first = Interfaces().OrderByDescending(adapter => adapter.Flags & Loopback).FirstOrDefault();
            if (first is null)
            {
                return "libpcap finds no network interface.";
            }

            using var device = new LibPcapLiveDevice(first);
            device.Open(DeviceModes.None, 100);
            return null;
        }
        catch (PcapException failure)
        {
            return Explain("any interface", failure);
        }
        catch (Exception failure) when (IsMissingLibrary(failure))
        {
            return "libpcap is not installed. On Debian and Ubuntu: sudo apt-get install libpcap0.8";
        }
    }

    internal static IReadOnlyList<PcapInterface> Interfaces() => PcapInterface.GetAllPcapInterfaces();

    internal static CaptureDevice Describe(PcapInterface adapter) => new(
        adapter.Name,
        string.IsNullOrEmpty(adapter.Description) ? null : adapter.Description,
        [.. adapter.Addresses.Select(address => address.Addr?.ipAddress).OfType<IPAddress>().Select(WithoutScope).Distinct()],
        (adapter.Flags & Up) != 0,
        (adapter.Flags & Loopback) != 0);

    /// <summary>The interfaces of the machine itself, without those that libpcap makes up, such as <c>any</c> and <c>nflog</c>.</summary>
    internal static HashSet<string> RealNames() => [.. NetworkInterface.GetAllNetworkInterfaces().Select(adapter => adapter.Name)];

    /// <summary>Why an interface could not be opened, in words that help.</summary>
    internal static string Explain(string name, PcapException failure)
    {
        var isForbidden = failure.Error is PcapError.PermissionDenied or PcapError.PromiscuousPermissionDenied
            || failure.Message.Contains("permission", StringComparison.OrdinalIgnoreCase);
        return isForbidden
            ? MayNot(name)
            : $"{name} cannot be opened for capture: {failure.Message}";
    }

    /// <summary>That the right to capture is missing, and the command that grants it.</summary>
    internal static string MayNot(string name) =>
        $"This process may not capture on {name}. Run it as root, or allow it once: sudo setcap cap_net_raw,cap_net_admin+eip {Environment.ProcessPath}";

    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());

    private static bool IsMissingLibrary(Exception failure) =>
        failure is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException };
}
