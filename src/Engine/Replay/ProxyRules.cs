using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// Which proxy leads to a server: the environment variables <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and <c>NO_PROXY</c>, in either case
/// (spec §5.2). <c>NO_PROXY</c> lists, separated by commas, hosts (with all that is below them), <c>.domains</c> (only what is below),
/// addresses, address ranges such as <c>10.0.0.0/8</c>, each with a port if need be, or <c>*</c> for everything. Loopback is never reached through a proxy.
/// </summary>
public sealed class ProxyRules
{
    private readonly string? _http;
    private readonly string? _https;
    private readonly string[] _exceptions;

    private ProxyRules(string? http, string? https, string? exceptions)
    {
        _http = http;
        _https = https;
        _exceptions = exceptions?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
    }

    /// <summary>No proxy for anybody.</summary>
    public static ProxyRules None { get; } = new(null, null, null);

    /// <summary>The rules that variables make, such as those of the process's environment.</summary>
    /// <param name="variable">Gives the value of a variable, null when it is not set.</param>
    public static ProxyRules From(Func<string, string?> variable)
    {
        string? Either(string name) => Set(variable(name)) ?? Set(variable(name.ToLowerInvariant()));
        return new ProxyRules(Either("HTTP_PROXY"), Either("HTTPS_PROXY"), Either("NO_PROXY"));
    }

    /// <summary>Finds the proxy for a server; false when the variable that applies names none that can be used.</summary>
    /// <param name="host">Name or address of the server, without brackets.</param>
    /// <param name="port">Its port.</param>
    /// <param name="isTls">Whether it speaks TLS.</param>
    /// <param name="proxy">The proxy; null when the server is reached directly.</param>
    /// <param name="fault">What is wrong: one sentence; null when nothing is.</param>
    public bool TryFind(string host, int port, bool isTls, out ProxyServer? proxy, [NotNullWhen(false)] out string? fault)
    {
        proxy = null;
        fault = null;
        var url = isTls ? _https : _http;
        if (url is not null && !IsLoopback(host) && !_exceptions.Any(exception => Covers(exception, host, port)) && !ProxyServer.TryParse(url, out proxy))
        {
            fault = $"The proxy in the environment variable {(isTls ? "HTTPS_PROXY" : "HTTP_PROXY")} cannot be used: it takes the form http://host:port.";
        }

        return fault is null;
    }

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool Covers(string exception, string host, int port)
    {
        var (name, only) = SplitPort(exception);
        if (only is not null && only != port)
        {
            return false;
        }

        return name == "*"
            || (IPAddress.TryParse(host, out var address) ? IsWithin(address, name)
                : name.StartsWith('.') ? host.EndsWith(name, StringComparison.OrdinalIgnoreCase)
                : host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsWithin(IPAddress address, string range) =>
        IPNetwork.TryParse(range, out var network) ? network.Contains(address) : IPAddress.TryParse(range.Trim('[', ']'), out var one) && one.Equals(address);

    private static (string Name, int? Port) SplitPort(string exception)
    {
        var colon = exception.LastIndexOf(':');
        var isPort = colon > 0 && (exception.IndexOf(':') == colon || exception[colon - 1] == ']') && int.TryParse(exception[(colon + 1)..], out _);
        return isPort ? (exception[..colon], int.Parse(exception[(colon + 1)..], CultureInfo.InvariantCulture)) : (exception, null);
    }
}
