namespace TapeDeck.Engine.Index;

/// <summary>Some consecutive results of those that match a filter.</summary>
/// <param name="Rows">In order of sending.</param>
/// <param name="Start">Position of the first of them among all that match.</param>
/// <param name="Total">All that match, exact at the moment of the query.</param>
public sealed record ReplayResultWindow(IReadOnlyList<StoredResult> Rows, long Start, long Total);
