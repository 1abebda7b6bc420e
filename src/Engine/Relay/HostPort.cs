using System.Globalization;

namespace TapeDeck.Engine.Relay;

/// <summary>A network address as options name it: <c>host:port</c>, <c>[::1]:port</c>, or <c>:port</c> without a host.</summary>
/// <param name="Host">Name or address without brackets; empty when there is none.</param>
/// <param name="Port">0–65535.</param>
internal readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Reads an address; false when it is none.</summary>
    public static bool TryParse(string? text, out HostPort address)
    {
        address = default;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon < 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > ushort.MaxValue)
        {
            return false;
        }

        var host = text![..colon];
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        host = isBracketed ? host[1..^1] : host;
        address = new HostPort(host, port);
        return host.AsSpan().IndexOfAny(" /@[]") < 0 && isBracketed == host.Contains(':');
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
