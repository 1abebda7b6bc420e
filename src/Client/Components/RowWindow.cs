namespace TapeDeck.Client.Components;

/// <summary>Some rows of a long list, and how long the list is.</summary>
public sealed record RowWindow<TRow>(IReadOnlyList<TRow> Rows, long Total);
