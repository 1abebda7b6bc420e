using System.Net;
using SharpPcap.LibPcap;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Capture;

/// <summary>An interface to open.</summary>
/// <param name="Adapter">The interface.</param>
/// <param name="Hosts">Addresses of the servers wanted on it; empty for all.</param>
internal sealed record CaptureTarget(PcapInterface Adapter, IReadOnlyList<IPAddress> Hosts)
{
    /// <summary>Name of the interface.</summary>
    public string Name => Adapter.Name;

    /// <summary>Whether interfaces that appear later belong to the plan too (spec §4.1).</summary>
    public static bool MayGrow(CaptureInputPlan plan) =>
        string.IsNullOrEmpty(plan.Interface) || plan.Interface.EndsWith('*') || (IPAddress.TryParse(plan.Interface, out var address) && !IPAddress.IsLoopback(address));

    /// <summary>Which interfaces a plan means (spec §4.1); a fault of <c>/interface</c> when there are none.</summary>
    public static IReadOnlyList<CaptureTarget> Find(CaptureInputPlan plan)
    {
        var found = FindNow(plan);
        if (found.Count == 0)
        {
            var names = string.Join(", ", CaptureDeviceList.ForPlan().Select(adapter => adapter.Name));
            throw new PlanException([PlanFault.Refusal("/interface", $"There is no interface '{plan.Interface}'. There are: {names}.")]);
        }

        return found;
    }

    /// <summary>The same, but perhaps none.</summary>
    public static IReadOnlyList<CaptureTarget> FindNow(CaptureInputPlan plan)
    {
        var adapters = CaptureDeviceList.ForPlan().Where(adapter => !plan.IgnoredInterfaces.Contains(adapter.Name)).ToList();
        return [.. Choose(plan, adapters)];
    }

    private static IEnumerable<CaptureTarget> Choose(CaptureInputPlan plan, IReadOnlyList<PcapInterface> adapters)
    {
        var name = plan.Interface;
        if (string.IsNullOrEmpty(name) || (IPAddress.TryParse(name, out var every) && (every.Equals(IPAddress.Any) || every.Equals(IPAddress.IPv6Any))))
        {
            return AllUp(adapters).Where(adapter => CaptureDeviceList.Describe(adapter).Addresses.Count > 0).Select(adapter => OnItsAddresses(plan, adapter));
        }

        if (name.EndsWith('*'))
        {
            return adapters.Where(adapter => adapter.Name.StartsWith(name[..^1], StringComparison.Ordinal)).Select(adapter => OnItsAddresses(plan, adapter));
        }

        if (adapters.FirstOrDefault(adapter => adapter.Name == name) is { } named)
        {
            return [OnItsAddresses(plan, named)];
        }

        var hosts = Resolve(name);
        return hosts.Length == 0 ? [] : OnHosts(adapters, hosts);
    }

    /// <summary>An interface by its name: what is sent to its own addresses. On loopback every address is its own, and a mirror port has none.</summary>
    private static CaptureTarget OnItsAddresses(CaptureInputPlan plan, PcapInterface adapter)
    {
        var device = CaptureDeviceList.Describe(adapter);
        return new CaptureTarget(adapter, device.IsLoopback || plan.Promiscuous ? [] : device.Addresses);
    }

    /// <summary>The interface that owns an address, and loopback, by which this machine reaches it; for an address of another machine all interfaces.</summary>
    private static IEnumerable<CaptureTarget> OnHosts(IReadOnlyList<PcapInterface> adapters, IPAddress[] hosts)
    {
        var owners = adapters.Where(adapter => CaptureDeviceList.Describe(adapter).Addresses.Any(hosts.Contains)).ToList();
        var isLocal = owners.Count > 0 || hosts.Any(IPAddress.IsLoopback);
        var chosen = isLocal
            ? adapters.Where(adapter => owners.Contains(adapter) || CaptureDeviceList.Describe(adapter).IsLoopback)
            : AllUp(adapters);
        return chosen.Select(adapter => new CaptureTarget(adapter, hosts));
    }

    private static IEnumerable<PcapInterface> AllUp(IReadOnlyList<PcapInterface> adapters)
    {
        var real = CaptureDeviceList.RealNames();
        return adapters.Where(adapter => CaptureDeviceList.Describe(adapter).IsUp && real.Contains(adapter.Name));
    }

    /// <summary>The addresses meant; a single word without a dot is the name of an interface, unless it is localhost.</summary>
    private static IPAddress[] Resolve(string name)
    {
        if (IPAddress.TryParse(name, out var address))
        {
            return [address];
        }

        try
        {
            return name.Contains('.', StringComparison.Ordinal) || name == "localhost" ? Dns.GetHostAddresses(name) : [];
        }
        catch (System.Net.Sockets.SocketException)
        {
            return [];
        }
    }
}
