using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.Engine.Runs;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Runs;

/// <summary>
/// Refuses targets that nobody means to replay to but an attacker: cloud metadata and other link-local addresses, addresses of no single host,
/// and this server itself. Judged are the addresses a name resolves to, not the name: once before a run, and again whenever it connects. What the
/// configuration allows is not judged.
/// </summary>
internal sealed class TargetGuard(ServerOptions options, IServer server) : ITargetCheck
{
    private static readonly HashSet<IPAddress> s_metadata = [IPAddress.Parse("100.100.100.200"), IPAddress.Parse("fd00:ec2::254")];

    /// <summary>A fault for each target of the plan that is refused or does not resolve.</summary>
    public async Task<IReadOnlyList<PlanFault>> CheckAsync(Plan plan, CancellationToken cancellationToken)
    {
        var faults = new List<PlanFault>();
        for (var i = 0; i < plan.Outputs.Count; i++)
        {
            foreach (var (pointer, url) in TargetsOf(plan.Outputs[i]))
            {
                if (Parse(url) is { } target && !IsAllowed(target) && await JudgeAsync(target, cancellationToken) is { } objection)
                {
                    faults.Add(new PlanFault($"/outputs/{i}{pointer}", objection));
                }
            }
        }

        return faults;
    }

    /// <inheritdoc/>
    public string? Objection(string host, int port, IPAddress address)
    {
        var target = new UriBuilder(Uri.UriSchemeHttp, host, port).Uri;
        return IsAllowed(target) ? null : Judge(Unmapped(address), target);
    }

    /// <summary>The addresses that the host of a URL has now; none when it has none that is known here.</summary>
    public static async Task<IReadOnlyList<IPAddress>> AddressesAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            return Parse(url) is { } target ? [.. (await ResolveAsync(target, cancellationToken)).Select(Unmapped)] : [];
        }
        catch (SocketException)
        {
            return []; // a proxy may know it
        }
    }

    private static IEnumerable<(string Pointer, string Url)> TargetsOf(OutputPlan output) => output switch
    {
        HttpOutputPlan { Elasticsearch: { } index } http => [("/url", http.Url), ("/elasticsearch/url", index.Url)],
        HttpOutputPlan http => [("/url", http.Url)],
        BinaryOutputPlan binary => [("/address", binary.Address)],
        TcpOutputPlan tcp => [("/address", tcp.Address)],
        WebSocketOutputPlan socket => [("/url", socket.Url)],
        _ => [],
    };

    /// <summary>Null for what is no URL at all: the plan's own check says so.</summary>
    private static Uri? Parse(string url) =>
        Uri.TryCreate(url.Contains("://", StringComparison.Ordinal) ? url : "http://" + url, UriKind.Absolute, out var target) && target.Host.Length > 0 ? target : null;

    private bool IsAllowed(Uri target) =>
        options.AllowedTargets.Any(allowed => string.Equals(allowed, target.Host, StringComparison.OrdinalIgnoreCase)
            || string.Equals(allowed, $"{target.Host}:{target.Port}", StringComparison.OrdinalIgnoreCase));

    private async Task<string?> JudgeAsync(Uri target, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await ResolveAsync(target, cancellationToken);
        }
        catch (SocketException failure)
        {
            return IsBehindProxy(target) ? null : $"The name {target.Host} does not resolve: {failure.Message}.";
        }

        return addresses.Select(address => Judge(Unmapped(address), target)).FirstOrDefault(objection => objection is not null);
    }

    private static async Task<IPAddress[]> ResolveAsync(Uri target, CancellationToken cancellationToken)
    {
        var host = target.IdnHost.Trim('[', ']');
        return IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
    }

    /// <summary>Whether only a proxy needs to know its name.</summary>
    private static bool IsBehindProxy(Uri target) =>
        new RunOptions().Proxies.TryFind(target.IdnHost, target.Port, target.Scheme is "https" or "wss", out var proxy, out _) && proxy is not null;

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private string? Judge(IPAddress address, Uri target) =>
        IsLinkLocal(address) || s_metadata.Contains(address)
            ? $"{target.Host} is the link-local or metadata address {address}, which replays are not sent to. {HowToAllow(target)}"
        : address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Broadcast) || IsMulticast(address)
            ? $"{target.Host} is the address {address}, which names no single host."
        : OwnPorts().Contains(target.Port) && IsOwn(address)
            ? $"{target.Host}:{target.Port} is TapeDeck itself. {HowToAllow(target)}"
        : null;

    private static string HowToAllow(Uri target) => $"If it is meant, add {target.Host}:{target.Port} to {ServerOptions.Section}:AllowedTargets.";

    private static bool IsLinkLocal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? address.GetAddressBytes() is [169, 254, ..] : address.IsIPv6LinkLocal;

    private static bool IsMulticast(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? address.GetAddressBytes()[0] is >= 224 and < 240 : address.IsIPv6Multicast;

    private static bool IsOwn(IPAddress address) =>
        IPAddress.IsLoopback(address)
        || NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Any(own => own.Address.Equals(address));

    private HashSet<int> OwnPorts() =>
        [.. server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(address => BindingAddress.Parse(address).Port) ?? []];
}
