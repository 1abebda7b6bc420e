using System.Diagnostics.CodeAnalysis;
using System.Text;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Replay;

/// <summary>The server a replay sends to, as a plan names it (spec §5.1).</summary>
public sealed class ReplayTarget
{
    private ReplayTarget(Uri url)
    {
        Host = url.IdnHost;
        Port = url.Port;
        IsTls = url.Scheme == Uri.UriSchemeHttps;
        HostHeader = Encoding.ASCII.GetBytes(AuthorityOf(url));
        PathPrefix = Encoding.ASCII.GetBytes(url.AbsolutePath.TrimEnd('/'));
        Authorization = url.UserInfo.Length == 0 ? default(ReadOnlyMemory<byte>) : Encoding.ASCII.GetBytes(BasicOf(url.UserInfo));
    }

    private ReplayTarget(ReplayTarget other)
    {
        Host = other.Host;
        Port = other.Port;
        IsTls = other.IsTls;
        HostHeader = other.HostHeader;
        Authorization = other.Authorization;
    }

    /// <summary>Name or address to connect to, without brackets.</summary>
    public string Host { get; }

    /// <summary>Port to connect to.</summary>
    public int Port { get; }

    /// <summary>Whether to speak TLS.</summary>
    public bool IsTls { get; }

    /// <summary>Value of the Host header: the host, and the port unless it is the scheme's own.</summary>
    public ReadOnlyMemory<byte> HostHeader { get; }

    /// <summary>What goes in front of every request's path, without a slash at its end; empty for nothing.</summary>
    public ReadOnlyMemory<byte> PathPrefix { get; }

    /// <summary>Value of the Authorization header that replaces recorded ones; empty when the URL has no user.</summary>
    public ReadOnlyMemory<byte> Authorization { get; }

    /// <summary>Host and port, the port even if it is the scheme's own.</summary>
    internal string Authority => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Reads a URL; the scheme may be left out and is <c>http</c> then.</summary>
    /// <param name="url">Such as <c>http://user:password@host:8080/base</c>, <c>https://host</c> or <c>host:8080</c>.</param>
    /// <param name="target">The target; null when there is a fault.</param>
    /// <param name="fault">What is wrong, with the path <c>/url</c>; null when nothing is.</param>
    public static bool TryParse(string? url, [NotNullWhen(true)] out ReplayTarget? target, [NotNullWhen(false)] out PlanFault? fault)
    {
        target = null;
        fault = FaultOf(url?.Trim() ?? "", out var parsed);
        if (fault is null)
        {
            target = new ReplayTarget(parsed!);
        }

        return target is not null;
    }

    /// <summary>Reads an address without a scheme, for what is no HTTP.</summary>
    /// <param name="address"><c>HOST:PORT</c>, an IPv6 address in brackets.</param>
    /// <param name="target">The target; null when there is a fault.</param>
    /// <param name="fault">What is wrong, with the path <c>/address</c>; null when nothing is.</param>
    public static bool TryParseAddress(string? address, [NotNullWhen(true)] out ReplayTarget? target, [NotNullWhen(false)] out PlanFault? fault)
    {
        target = null;
        var text = address?.Trim() ?? "";
        var isBare = text.IndexOfAny(['/', '@', '?', '#']) < 0 && text.LastIndexOf(':') > text.LastIndexOf(']');
        fault = isBare && TryParse(text, out target, out _) ? null
            : new PlanFault("/address", "The address takes the form host:port, such as 10.0.0.5:9000 or [::1]:9000.");
        return target is not null;
    }

    /// <summary>Host and port as in the Host header; never the user's name or password.</summary>
    public override string ToString() => Encoding.ASCII.GetString(HostHeader.Span);

    /// <summary>The same server, but with nothing in front of the path.</summary>
    internal ReplayTarget WithoutPath() => PathPrefix.IsEmpty ? this : new ReplayTarget(this);

    private static PlanFault? FaultOf(string url, out Uri? parsed)
    {
        parsed = null;
        if (url.Length == 0)
        {
            return Fault("The target is missing: give a URL such as http://staging.example:8080.");
        }

        var whole = url.Contains("://", StringComparison.Ordinal) ? url : "http://" + url;
        if (!Uri.TryCreate(whole, UriKind.Absolute, out parsed) || parsed.Host.Length == 0)
        {
            return Fault("The target is no URL: it takes the form http://host:port, https://host or host:port.");
        }

        return parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps ? Fault($"The scheme {parsed.Scheme} is not one to replay to: use http or https.")
            : parsed.Port == 0 ? Fault("Port 0 is none to connect to.")
            : parsed.Query.Length > 0 || parsed.Fragment.Length > 0 ? Fault("The target has a query or fragment: only a path can go in front of the recorded ones.")
            : null;
    }

    private static PlanFault Fault(string message) => new("/url", message);

    private static string AuthorityOf(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;
        return url.IsDefaultPort ? host : $"{host}:{url.Port}";
    }

    private static string BasicOf(string userInfo) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(userInfo)));
}
