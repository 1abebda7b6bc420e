using System.Net;

namespace TapeDeck.Server.Hosting;

/// <summary>Finds every fault of the options, each named by its key.</summary>
internal static class ServerOptionsValidator
{
    private static readonly TimeSpan s_longestQuery = TimeSpan.FromDays(1);

    public static IReadOnlyList<string> Validate(ServerOptions options) =>
    [
        .. Urls(options.Urls),
        .. Directory(options.DataDirectory),
        .. Hosts(options.Hosts),
        .. options.AllowedTargets.Where(string.IsNullOrWhiteSpace).Select(_ => Fault("AllowedTargets", "an entry is empty.")),
        .. options.FileRoots.Where(root => !Path.IsPathFullyQualified(root) || root.Contains('\0', StringComparison.Ordinal))
            .Select(root => Fault("FileRoots", $"'{root}' is no absolute path of a folder.")),
        .. options.Retention.KeepDeleted >= TimeSpan.Zero ? [] : new[] { Fault("Retention:KeepDeleted", "must be 0 or above.") },
        .. options.Retention.KeepUploads > TimeSpan.Zero ? [] : new[] { Fault("Retention:KeepUploads", "must be above 0.") },
        .. options.Retention.MaxAge is null || options.Retention.MaxAge > TimeSpan.Zero ? [] : new[] { Fault("Retention:MaxAge", "must be above 0; leave it out for no limit.") },
        .. options.Retention.MaxBytes is null or > 0 ? [] : new[] { Fault("Retention:MaxBytes", "must be above 0; leave it out for no limit.") },
        .. options.ApiLimits.RequestsPerSecond > 0 ? [] : new[] { Fault("ApiLimits:RequestsPerSecond", "must be above 0.") },
        .. options.ApiLimits.Burst >= options.ApiLimits.RequestsPerSecond ? [] : new[] { Fault("ApiLimits:Burst", "must not be less than ApiLimits:RequestsPerSecond.") },
        .. options.ApiLimits.Concurrent > 0 ? [] : new[] { Fault("ApiLimits:Concurrent", "must be above 0.") },
        .. options.ApiLimits.QueryTimeout > TimeSpan.Zero && options.ApiLimits.QueryTimeout <= s_longestQuery ? [] : new[] { Fault("ApiLimits:QueryTimeout", "must be above 0 and at most a day.") },
        .. options.MaxUploadBytes > 0 ? [] : new[] { Fault("MaxUploadBytes", "must be above 0.") },
    ];

    private static IEnumerable<string> Urls(string urls)
    {
        var parts = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0)
        {
            yield return Fault("Urls", "names no address to listen on; the default is http://127.0.0.1:5080.");
        }

        foreach (var part in parts)
        {
            if (!TryParse(part, out var address) || address.Scheme is not ("http" or "https") || address.PathBase.Length > 0)
            {
                yield return Fault("Urls", $"'{part}' is not of the form http://host:port.");
            }
            else if (address.Port is < 0 or > IPEndPoint.MaxPort)
            {
                yield return Fault("Urls", $"'{part}' has no port between 0 and {IPEndPoint.MaxPort}.");
            }
            else if (!IsAddress(address.Host))
            {
                yield return Fault("Urls", $"'{part}' names no address of this machine: give an IP address, localhost, or * for all of them. Names that browsers use go to {ServerOptions.Section}:Hosts.");
            }
        }
    }

    /// <summary>Kestrel takes any other name for "listen everywhere", which a typing error must not mean.</summary>
    private static bool IsAddress(string host) =>
        host is "*" or "+" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);

    private static bool TryParse(string url, out BindingAddress address)
    {
        try
        {
            address = BindingAddress.Parse(url);
            return true;
        }
        catch (FormatException)
        {
            address = null!;
            return false;
        }
    }

    private static IEnumerable<string> Directory(string directory)
    {
        if (string.IsNullOrWhiteSpace(directory) || directory.Contains('\0', StringComparison.Ordinal))
        {
            yield return Fault("DataDirectory", "names no directory.");
        }
    }

    private static IEnumerable<string> Hosts(string[] hosts) => hosts
        .Where(host => Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown)
        .Select(host => Fault("Hosts", $"'{host}' is not a host name or address; give it without scheme and port."));

    private static string Fault(string key, string message) => $"{ServerOptions.Section}:{key}: {message}";
}
