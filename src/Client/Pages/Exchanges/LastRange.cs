namespace TapeDeck.Client.Pages.Exchanges;

/// <summary>The last part of a recording. It counts from the recording's end: of one from last week, nothing happened in the last hour of the clock.</summary>
public sealed record LastRange(string Name, TimeSpan Length)
{
    private const long NanosecondsPerTick = 100;
    private const long Millisecond = 1_000_000;

    private static readonly LastRange[] s_all =
    [
        new("Last second", TimeSpan.FromSeconds(1)), new("Last 10 seconds", TimeSpan.FromSeconds(10)), new("Last minute", TimeSpan.FromMinutes(1)),
        new("Last 5 minutes", TimeSpan.FromMinutes(5)), new("Last 15 minutes", TimeSpan.FromMinutes(15)), new("Last hour", TimeSpan.FromHours(1)),
        new("Last 6 hours", TimeSpan.FromHours(6)), new("Last 24 hours", TimeSpan.FromDays(1)), new("Last 7 days", TimeSpan.FromDays(7)),
    ];

    /// <summary>Those that leave something out of a recording, of the moments of its first and last exchange, nanoseconds since the Unix epoch.</summary>
    public static IEnumerable<LastRange> Within(long first, long last) => s_all.Where(range => range.Before(last).From > first);

    /// <summary>All of a recording, in whole milliseconds; the end, not included, is behind the last exchange.</summary>
    public static (long From, long To) Whole(long first, long last) => (first / Millisecond * Millisecond, End(last));

    /// <summary>The range that ends with a recording's last exchange, in whole milliseconds; the end is not included.</summary>
    public (long From, long To) Before(long last) => (End(last) - (Length.Ticks * NanosecondsPerTick), End(last));

    private static long End(long last) => ((last / Millisecond) + 1) * Millisecond;
}
