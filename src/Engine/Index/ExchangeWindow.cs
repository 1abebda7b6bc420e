namespace TapeDeck.Engine.Index;

/// <summary>Some consecutive exchanges of those that match a filter.</summary>
/// <param name="Rows">In order of number.</param>
/// <param name="Start">Position of the first of them among all that match.</param>
/// <param name="Total">All that match, exact at the moment of the query.</param>
public sealed record ExchangeWindow(IReadOnlyList<ExchangeSummary> Rows, long Start, long Total);
