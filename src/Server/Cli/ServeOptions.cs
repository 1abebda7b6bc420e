namespace TapeDeck.Server.Cli;

/// <summary>What <c>serve</c> was asked for; null leaves it to the configuration.</summary>
/// <param name="Urls">Addresses to listen on, separated by semicolons.</param>
/// <param name="Data">The data directory.</param>
public sealed record ServeOptions(string? Urls = null, string? Data = null);
