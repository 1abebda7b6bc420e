using System.Globalization;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Server.Cli;

/// <summary>A ledger as a table for the terminal.</summary>
internal static class LedgerText
{
    /// <summary>A line a station: what it saw, what became of it, and why it dropped what it dropped.</summary>
    public static void Write(TextWriter output, IReadOnlyList<LedgerEntry> ledger)
    {
        var width = Math.Max(8, ledger.Select(entry => entry.Name.Length).DefaultIfEmpty().Max());
        output.WriteLine($"{"station".PadRight(width)} {"seen",12} {"delivered",12} {"filtered",12} {"dropped",12}");
        foreach (var entry in ledger)
        {
            var line = $"{entry.Name.PadRight(width)} {Count(entry.Seen),12} {Count(entry.Delivered),12} {Count(entry.Filtered),12} {Count(entry.TotalDropped),12}";
            output.WriteLine($"{line}{Reasons(entry)}");
        }
    }

    private static string Reasons(LedgerEntry entry)
    {
        var reasons = entry.Dropped.Select(dropped => $"{dropped.Key.ToWords()} {Count(dropped.Value)}").ToList();
        if (entry.InFlight != 0)
        {
            reasons.Add($"unaccounted {Count(entry.InFlight)}");
        }

        return reasons.Count == 0 ? "" : $"  ({string.Join(", ", reasons)})";
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
