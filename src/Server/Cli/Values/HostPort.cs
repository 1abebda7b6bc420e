using System.Globalization;

namespace TapeDeck.Server.Cli.Values;

/// <summary>Addresses of TCP peers.</summary>
internal static class HostPort
{
    /// <summary>Whether the text is <c>[HOST]:PORT</c>, the host left out for all addresses.</summary>
    public static bool IsListener(string text) => PortOf(text) is not null;

    /// <summary>Whether the text is <c>HOST:PORT</c> of somebody to connect to.</summary>
    public static bool IsPeer(string text) => PortOf(text) is > 0 && !text.StartsWith(':');

    private static int? PortOf(string text) =>
        text.LastIndexOf(':') is var colon and >= 0
        && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535 ? port : null;
}
