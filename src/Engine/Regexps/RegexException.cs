namespace TapeDeck.Engine.Regexps;

/// <summary>A pattern is none; the message says why in Go's words, without a full stop.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="at">The character at which it goes wrong, from 0; null when that is the whole pattern.</param>
internal sealed class RegexException(string message, int? at) : FormatException(message)
{
    /// <summary>The character at which it goes wrong, from 0; null when that is the whole pattern.</summary>
    public int? At => at;

    /// <summary>What is wrong and at which character, from 1.</summary>
    public string Sentence => at is { } index ? $"{Message}, at column {index + 1}." : $"{Message}.";
}
