using System.Net;
using System.Net.NetworkInformation;
using System.Reflection;
using SharpPcap;
using SharpPcap.LibPcap;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Capture;

/// <summary>What can be captured on, and why nothing can.</summary>
public static class CaptureDeviceList
{
    private const uint Loopback = 1;
    private const uint Up = 2;

    internal const string MissingLibrary = "libpcap is not installed. On Debian and Ubuntu: sudo apt-get install libpcap0.8";

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
            return MissingLibrary;
        }
    }

    /// <summary>All interfaces as a plan sees them: that they cannot be listed is a fault of <c>/interface</c>.</summary>
    internal static IReadOnlyList<PcapInterface> ForPlan()
    {
        try
        {
            return Interfaces();
        }
        catch (Exception failure) when (failure is PcapException || IsMissingLibrary(failure))
        {
            throw new PlanException([PlanFault.Refusal("/interface", failure is PcapException ? $"The interfaces cannot be listed: {failure.Message}" : MissingLibrary)]);
        }
    }

    /// <summary>Whether a call failed since there is no libpcap.</summary>
    internal static bool IsMissingLibrary(Exception failure) =>
        failure is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException };

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
        $"This process may not capture on {name}. Start it as root, or give the program the right, anew after each update, and restart it: sudo setcap cap_net_raw+ep {OwnProgram()}";

    private static IReadOnlyList<PcapInterface> Interfaces() => PcapInterface.GetAllPcapInterfaces();

    /// <summary>The executable to allow capture to: never the <c>dotnet</c> that may have loaded it, which runs any program.</summary>
    private static string OwnProgram()
    {
        var running = Environment.ProcessPath;
        var own = Path.GetFileNameWithoutExtension(running) == "dotnet"
            ? Path.Combine(AppContext.BaseDirectory, Assembly.GetEntryAssembly()?.GetName().Name ?? "")
            : running;
        return own?.Contains(' ', StringComparison.Ordinal) == true ? $"'{own}'" : own ?? "";
    }

    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());
}
