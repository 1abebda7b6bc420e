using SharpPcap;
using SharpPcap.LibPcap;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Capture;

/// <summary>Who stamps frames with the time.</summary>
/// <param name="Type">A clock of libpcap's; null for its usual one.</param>
/// <param name="IsReader">Whether frames bear the time at which they were read instead.</param>
internal readonly record struct CaptureClock(TimestampType? Type, bool IsReader)
{
    private const string LibraryPrefix = "PCAP_TSTAMP_";

    /// <summary>The clock of that name (<c>--input-raw-timestamp-type</c>); a fault of <c>/timestampType</c> when an interface has none such.</summary>
    public static CaptureClock Find(PcapInterface adapter, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return default;
        }

        if (name == "go")
        {
            return new CaptureClock(null, IsReader: true);
        }

        // libpcap's constants are known as well as its names: PCAP_TSTAMP_HOST is host.
        var plain = name.StartsWith(LibraryPrefix, StringComparison.OrdinalIgnoreCase) ? name[LibraryPrefix.Length..] : name;
        if (adapter.TimestampsSupported.FirstOrDefault(clock => clock.Name.Equals(plain, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return new CaptureClock(found.TimestampType, IsReader: false);
        }

        var known = string.Join(", ", adapter.TimestampsSupported.Select(clock => clock.Name).Append("go"));
        throw new PlanException([new PlanFault("/timestampType", $"{adapter.Name} has no clock '{name}'. There are: {known}.")]);
    }
}
