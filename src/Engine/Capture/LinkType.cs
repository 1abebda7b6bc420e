namespace TapeDeck.Engine.Capture;

/// <summary>The link layers that are understood, by their DLT value (tcpdump.org/linktypes.html).</summary>
internal enum LinkType
{
    Null = 0,
    Ethernet = 1,
    RawLinux = 12,
    RawOpenBsd = 14,
    Raw = 101,
    Loop = 108,
    Cooked = 113,
    IPv4 = 228,
    IPv6 = 229,
    NetfilterLog = 239,
    CookedV2 = 276,
}
