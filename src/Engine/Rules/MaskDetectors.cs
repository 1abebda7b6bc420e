namespace TapeDeck.Engine.Rules;

/// <summary>Patterns for what is secret wherever it stands.</summary>
internal static class MaskDetectors
{
    private static readonly Dictionary<string, string> s_patterns = new(StringComparer.Ordinal)
    {
        ["card"] = @"\b[2-6](?:[ -]?\d){12,18}\b", // no issuer of cards has numbers that begin with 0, 7, 8 or 9; those with 1 are times in milliseconds
        ["email"] = @"[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
        ["token"] = @"\b(?:eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*|(?:sk|pk|ghp|gho|xox[abp]|td)[_-][A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{16})\b",
    };

    /// <summary>Their names, for messages.</summary>
    public static string Names => string.Join(", ", s_patterns.Keys);

    /// <summary>The regular expression of a detector; what is no name of one is a regular expression itself.</summary>
    public static string PatternOf(string text) => s_patterns.GetValueOrDefault(text, text);
}
