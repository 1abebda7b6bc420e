namespace TapeDeck.TestKit;

/// <summary>Debian's Chromium, as whoever drives it should start it.</summary>
public static class Chromium
{
    public const string Path = "/usr/bin/chromium";

    /// <summary>Quiet, on its own, and able to run in a container.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];
}
