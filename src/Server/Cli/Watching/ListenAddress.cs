using System.Globalization;
using System.Net;

namespace TapeDeck.Server.Cli.Watching;

/// <summary>Where a small server of the command line listens: <c>[HOST]:PORT</c>, without host on 127.0.0.1 only.</summary>
internal static class ListenAddress
{
    /// <summary>The end point; null when the text is no such address.</summary>
    public static IPEndPoint? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > IPEndPoint.MaxPort)
        {
            return null;
        }

        return text[..colon] switch
        {
            "" or "localhost" => new IPEndPoint(IPAddress.Loopback, port),
            "*" => new IPEndPoint(IPAddress.Any, port),
            var host when IPAddress.TryParse(host.Trim('[', ']'), out var address) => new IPEndPoint(address, port),
            _ => null,
        };
    }
}
