namespace TapeDeck.Client.Components.Queries;

/// <summary>Something that could stand at the caret.</summary>
/// <param name="Shown">What the list shows.</param>
/// <param name="Note">What it is, or how often it occurs.</param>
/// <param name="Inserted">What is put into the query.</param>
public sealed record QuerySuggestion(string Shown, string Note, string Inserted);
