using System.Globalization;

namespace TapeDeck.Engine.Gor;

/// <summary>
/// Numbers the chunks of a name: <c>test.gor</c> → <c>test_0.gor</c>, <c>test_1.gor</c> … (spec §3.2). Goes on behind the highest number that
/// exists and never gives out a file that is there. A folder is listed once per name.
/// </summary>
internal sealed class GorChunkNames
{
    private const int MaxRemembered = 10_000;
    private readonly Dictionary<string, long> _next = new(StringComparer.Ordinal);

    /// <summary>The path of the next chunk.</summary>
    public string Next(string name)
    {
        var (stem, extension) = GorFileName.Split(name);
        if (!_next.TryGetValue(name, out var number))
        {
            number = HighestNumber(stem, extension) + 1;
        }

        string path;
        do
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{stem}_{number++}{extension}");
        }
        while (File.Exists(path));

        if (_next.Count >= MaxRemembered)
        {
            _next.Clear();
        }

        _next[name] = number;
        return path;
    }

    /// <summary>The chunks of a name that are there, by their numbers.</summary>
    public static IReadOnlyList<string> Existing(string name)
    {
        var (stem, extension) = GorFileName.Split(name);
        return Directory.Exists(FolderOf(stem))
            ? [.. Numbered(stem, extension).OrderBy(chunk => chunk.Number).Select(chunk => Path.Combine(Path.GetDirectoryName(stem) ?? "", chunk.File))]
            : [];
    }

    private static long HighestNumber(string stem, string extension) => Numbered(stem, extension).Select(chunk => chunk.Number).DefaultIfEmpty(-1).Max();

    private static IEnumerable<(string File, long Number)> Numbered(string stem, string extension) =>
        new DirectoryInfo(FolderOf(stem)).EnumerateFileSystemInfos()
            .Select(file => (file.Name, Number: NumberIn(file.Name, Path.GetFileName(stem) + "_", extension)))
            .Where(chunk => chunk.Number >= 0);

    private static string FolderOf(string stem) => Path.GetDirectoryName(stem) is { Length: > 0 } named ? named : ".";

    /// <summary>The number between a prefix and an extension; −1 when there is none.</summary>
    public static long NumberIn(string file, string prefix, string extension) =>
        file.Length > prefix.Length + extension.Length
        && file.StartsWith(prefix, StringComparison.Ordinal)
        && file.EndsWith(extension, StringComparison.Ordinal)
        && long.TryParse(file.AsSpan(prefix.Length, file.Length - prefix.Length - extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : -1;
}
