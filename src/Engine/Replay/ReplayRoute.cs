using System.Diagnostics.CodeAnalysis;

namespace TapeDeck.Engine.Replay;

/// <summary>A server and the way to it.</summary>
/// <param name="Target">The server.</param>
/// <param name="Proxy">Who passes on what is sent to it; null when it is reached directly.</param>
internal sealed record ReplayRoute(ReplayTarget Target, ProxyServer? Proxy)
{
    /// <summary>Whether the proxy reads the requests, and so must be told the server in each of them.</summary>
    public bool IsRelayed => Proxy is not null && !Target.IsTls;

    /// <summary>Whether the proxy only passes bytes on.</summary>
    public bool IsTunnelled => Proxy is not null && Target.IsTls;

    /// <summary>Finds the way to a server as the rules say; false when the proxy that leads to it cannot be used.</summary>
    public static bool TryFind(ReplayTarget target, ProxyRules rules, [NotNullWhen(true)] out ReplayRoute? route, [NotNullWhen(false)] out string? fault)
    {
        route = rules.TryFind(target.Host, target.Port, target.IsTls, out var proxy, out fault) ? new ReplayRoute(target, proxy) : null;
        return route is not null;
    }

    /// <summary>For messages: who is connected to.</summary>
    public override string ToString() => Proxy is null ? Target.ToString() : $"{Target} through the proxy {Proxy}";
}
