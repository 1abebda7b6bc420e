namespace TapeDeck.Engine.Regexps;

/// <summary>A .NET pattern over <see cref="ByteText"/>.</summary>
/// <param name="Pattern">The pattern, for no other option than <c>NonBacktracking</c> and <c>CultureInvariant</c>.</param>
/// <param name="Groups">Name of each group by number, empty for an unnamed one; 0 is the whole match.</param>
/// <param name="SawProperty">Whether it uses a Unicode property, which sees ASCII only.</param>
internal sealed record TranslatedRegex(string Pattern, IReadOnlyList<string> Groups, bool SawProperty);
