namespace TapeDeck.Engine.Query;

/// <summary>Why a text is no query.</summary>
/// <param name="Column">The character at which it goes wrong, from 1; one more than the length of the text when something is missing at its end.</param>
/// <param name="Length">Characters that are meant, at least 1.</param>
/// <param name="Message">What is wrong and what would be right: a sentence.</param>
public sealed record QueryFault(int Column, int Length, string Message);
