using TapeDeck.Engine.Accounting;

namespace TapeDeck.Client.Formatting;

/// <summary>What a run lost, in one figure and one reason.</summary>
/// <param name="Total">Over all stations and all reasons that are losses.</param>
/// <param name="What">The station's unit and the most frequent reason: <c>packets: dropped by the kernel, …</c>.</param>
public readonly record struct Loss(long Total, string What)
{
    /// <summary>Sums up a ledger.</summary>
    public static Loss Of(IReadOnlyList<LedgerEntry> ledger)
    {
        var losses = ledger.Where(entry => entry.Name != Ledger.LiveView).SelectMany(entry => entry.Dropped.Where(pair => Words.IsLoss(pair.Key)).Select(pair => (entry.Name, pair.Key, pair.Value))).ToList();
        if (losses.Count == 0)
        {
            return new Loss(0, "");
        }

        var worst = losses.MaxBy(loss => loss.Value);
        var unit = worst.Name switch
        {
            Ledger.Packets => "packets",
            Ledger.Messages => "messages",
            _ => "records",
        };
        var reason = Words.Of(worst.Key);
        return new Loss(losses.Sum(loss => loss.Value), $"{unit}: {char.ToLowerInvariant(reason[0])}{reason[1..]}.");
    }
}
