using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace TapeDeck.Engine.Replay;

/// <summary>An HTTP proxy (RFC 9110 §3.7): plain requests are sent to it in absolute form, TLS goes through a tunnel (§9.3.6).</summary>
public sealed class ProxyServer
{
    private ProxyServer(ReplayTarget address) => (Host, Port, Authorization) = (address.Host, address.Port, address.Authorization);

    /// <summary>Name or address, without brackets.</summary>
    public string Host { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Value of Proxy-Authorization; empty when the proxy's URL has no user.</summary>
    public ReadOnlyMemory<byte> Authorization { get; }

    /// <summary>Reads a proxy's URL; the scheme may be left out and is <c>http</c> then.</summary>
    /// <param name="url">Such as <c>http://user:password@proxy:3128</c>.</param>
    /// <param name="proxy">The proxy; null when it cannot be used.</param>
    public static bool TryParse(string url, [NotNullWhen(true)] out ProxyServer? proxy)
    {
        proxy = ReplayTarget.TryParse(url, out var address, out _) && !address.IsTls ? new ProxyServer(address) : null;
        return proxy is not null;
    }

    /// <summary>Host and port, never the user's name or password.</summary>
    public override string ToString() => $"{Host}:{Port}";

    /// <summary>The request for a tunnel to a server.</summary>
    internal byte[] TunnelRequest(ReplayTarget target)
    {
        var server = target.Authority;
        var authorization = Authorization.IsEmpty ? "" : $"Proxy-Authorization: {Encoding.ASCII.GetString(Authorization.Span)}\r\n";
        return Encoding.ASCII.GetBytes($"CONNECT {server} HTTP/1.1\r\nHost: {server}\r\n{authorization}\r\n");
    }
}
