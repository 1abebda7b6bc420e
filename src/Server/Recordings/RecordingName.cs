using System.Globalization;

namespace TapeDeck.Server.Recordings;

/// <summary>What people call a recording. Shown, never used as a path.</summary>
internal static class RecordingName
{
    public const int MaxLength = 200;
    private static readonly string[] s_endings = [".gz", ".gor", ".pcap", ".pcapng", ".har", ".log"];

    /// <summary>A name from the name of a file, wherever it came from: no folders, no ending, nothing that is invisible or turns the text around.</summary>
    public static string FromFile(string fileName)
    {
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        foreach (var ending in s_endings)
        {
            name = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
        }

        name = Clean(name);
        return name.Trim('.').Length > 0 ? name : "Imported recording";
    }

    /// <summary>The text without control and format characters, trimmed and of bounded length.</summary>
    public static string Clean(string text)
    {
        var visible = string.Concat(text.Where(symbol => char.GetUnicodeCategory(symbol) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))).Trim();
        return visible.Length <= MaxLength ? visible : visible[..(char.IsHighSurrogate(visible[MaxLength - 1]) ? MaxLength - 1 : MaxLength)].TrimEnd();
    }

    /// <summary>The name as one for a file anywhere: what Unix or Windows do not take is a line, and it is not a name with a meaning of its own.</summary>
    public static string ForFile(string name)
    {
        var text = string.Concat(Clean(name).Select(symbol => "/\\:*?\"<>|".Contains(symbol, StringComparison.Ordinal) ? '_' : symbol)).Trim(' ', '.');
        return text.Length > 0 ? text : "recording";
    }
}
