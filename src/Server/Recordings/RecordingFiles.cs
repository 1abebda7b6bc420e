using System.Globalization;

namespace TapeDeck.Server.Recordings;

/// <summary>The files in a recording's folder.</summary>
internal static class RecordingFiles
{
    /// <summary>The one file of a recording made here; its name goes on with .gz when it came packed. Users' names never become file names.</summary>
    public const string Only = "recording.gor";

    /// <summary>File names in the order in which chunks were written: by name, a number at the end counting as one.</summary>
    public static IEnumerable<string> InOrder(IEnumerable<string> names) => names.OrderBy(name => Split(name).Stem, StringComparer.Ordinal).ThenBy(name => Split(name).Number);

    private static (string Stem, long Number) Split(string name)
    {
        var stem = Path.GetFileNameWithoutExtension(name.EndsWith(".gor.gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name);
        var line = stem.LastIndexOf('_');
        return line >= 0 && long.TryParse(stem.AsSpan(line + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (stem[..line], number) : (stem, -1);
    }
}
