using System.Globalization;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Values;

/// <summary>A value of <c>--input-raw</c> (spec §4.1): <c>:8000</c>, <c>eth0:80,8080</c>, <c>[::1]:80</c>, <c>file.pcap:80</c>.</summary>
/// <param name="Host">What stands before the ports: interface, address or path; empty for every interface.</param>
/// <param name="Ports">The ports; empty for all.</param>
/// <param name="Limit">How much goes through; null for all.</param>
internal sealed record RawAddress(string Host, IReadOnlyList<int> Ports, RateLimitPlan? Limit = null)
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

        var (address, limit) = LimitedAddress.Parse(text);
        var colon = address.LastIndexOf(':');
        var ports = address[(colon + 1)..];
        if (colon >= 0 && ports.All(c => char.IsAsciiDigit(c) || c == ','))
        {
            return new RawAddress(address[..colon], ParsePorts(ports), limit);
        }

        return NamesPacketFile(address)
            ? new RawAddress(address, [], limit)
            : throw new FormatException("is not an address; an address is [HOST|INTERFACE]:PORT[,PORT] or a file that ends in .pcap, such as :8000");
    }

    /// <summary>The address of a live capture as a plan has it.</summary>
    public static RawAddress OfInterface(string? name, IReadOnlyList<int> ports, RateLimitPlan? limit) =>
        new(name is null ? "" : name.Contains(':', StringComparison.Ordinal) ? $"[{name}]" : name, ports, limit);

    /// <summary>The address as <see cref="Parse"/> reads it back.</summary>
    public override string ToString() =>
        (IsPacketFile && Ports.Count == 0 ? Host : $"{Host}:{(Ports.Count == 0 ? "0" : string.Join(',', Ports))}") + LimitedAddress.Format(Limit);

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
