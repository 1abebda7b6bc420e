using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Cli;

/// <summary>What <c>serve</c> was asked for; null leaves it to the configuration.</summary>
/// <param name="Urls">Addresses to listen on, separated by semicolons.</param>
/// <param name="Data">The data directory; relative to the current folder.</param>
public sealed record ServeOptions(string? Urls = null, string? Data = null)
{
    /// <summary>The same as arguments of the configuration, which they override.</summary>
    public string[] ToConfiguration() =>
    [
        .. Urls is null ? [] : new[] { $"--{ServerOptions.Section}:{nameof(ServerOptions.Urls)}={Urls}" },
        .. Data is null ? [] : new[] { $"--{ServerOptions.Section}:{nameof(ServerOptions.DataDirectory)}={Path.GetFullPath(Data)}" },
    ];
}
