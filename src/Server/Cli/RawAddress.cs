using System.Globalization;

namespace TapeDeck.Server.Cli;

/// <summary>A value of <c>--input-raw</c> (spec §4.1): <c>:8000</c>, <c>eth0:80,8080</c>, <c>[::1]:80</c>, <c>file.pcap:80</c>.</summary>
/// <param name="Host">What stands before the ports: interface, address or path; empty for every interface.</param>
/// <param name="Ports">The ports; empty for all.</param>
internal sealed record RawAddress(string Host, IReadOnlyList<int> Ports)
{
    /// <summary>Whether the name is one of a packet file.</summary>
    public bool IsPacketFile => NamesPacketFile(Host);

    /// <summary>The interface or address as a plan names it; null for every interface.</summary>
    public string? Interface => Host switch
    {
        "" or "0.0.0.0" or "[::]" or "::" => null,
        "localhost" => "127.0.0.1",
        ['[', .. var address, ']'] => address,
        _ => Host,
    };

    /// <exception cref="FormatException">It is no address.</exception>
    public static RawAddress Parse(string text)
    {
        if (text.StartsWith("k8s://", StringComparison.Ordinal))
        {
            throw new FormatException("names a pod; k8s:// is not supported yet");
        }

        AddressSuffix.Refuse(text);
        var colon = text.LastIndexOf(':');
        var ports = text[(colon + 1)..];
        if (colon >= 0 && ports.All(c => char.IsAsciiDigit(c) || c == ','))
        {
            return new RawAddress(text[..colon], ParsePorts(ports));
        }

        return NamesPacketFile(text)
            ? new RawAddress(text, [])
            : throw new FormatException("is not an address; an address is [HOST|INTERFACE]:PORT[,PORT] or a file that ends in .pcap, such as :8000");
    }

    private static bool NamesPacketFile(string name) =>
        name.EndsWith("pcap", StringComparison.OrdinalIgnoreCase) || name.EndsWith("pcapng", StringComparison.OrdinalIgnoreCase);

    private static List<int> ParsePorts(string text)
    {
        var ports = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
            {
                throw new FormatException($"names the port {part}; ports go from 1 to 65535");
            }

            ports.Add(port);
        }

        return ports.Contains(0) ? [] : ports;
    }
}
