namespace TapeDeck.Client.Components;

/// <summary>The tabs of an exchange, as they stand in addresses.</summary>
public static class DetailTab
{
    public const string Overview = "overview";
    public const string Request = "request";
    public const string Response = "response";

    /// <summary>Only where there is something to compare with.</summary>
    public const string Diff = "diff";

    public const string Timing = "timing";
    public const string Raw = "raw";
    public const string Hex = "hex";

    /// <summary>Only where there is a recording to look into.</summary>
    public const string Related = "related";

    /// <summary>Only where replays of it can be known.</summary>
    public const string Replayed = "replayed";

    public static IReadOnlyList<string> All { get; } = [Overview, Request, Response, Timing, Raw, Hex];

    /// <summary>The tab's label.</summary>
    public static string Name(string tab) => char.ToUpperInvariant(tab[0]) + tab[1..];

    /// <summary>What an address says of it; nothing of the first.</summary>
    public static string? InAddress(string tab) => tab == All[0] ? null : tab;
}
