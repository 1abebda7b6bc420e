namespace TapeDeck.Server.Hosting;

/// <summary>
/// Which files plans may name that come by page or API: those below <c>TapeDeck:FileRoots</c>, never those of the data directory. Judged is where a path
/// leads, not how it is spelt; nothing that is said depends on whether a file outside exists.
/// </summary>
internal sealed class FileRoots(ServerOptions options, DataDirectory directory)
{
    private const int MostLinks = 40; // as many as Linux follows
    private const string Wildcards = "*?[";
    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = true };
    private static readonly char[] s_separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>What to say of a file that is not allowed.</summary>
    public string Refusal => $"names a file that plans on the server must not touch. {HowToAllow}";

    private string HowToAllow => options.FileRoots.Length == 0
        ? $"No folder is allowed: list those that are under {ServerOptions.Section}:FileRoots."
        : $"Give an absolute path below a folder of {ServerOptions.Section}:FileRoots: {string.Join(", ", options.FileRoots)}. TapeDeck's own data directory is never allowed.";

    /// <summary>Whether a file or folder lies where plans may go.</summary>
    public bool Allow(string path) =>
        Path.IsPathFullyQualified(path) && !path.Contains('\0', StringComparison.Ordinal)
        && IsInside(path) && IsInside(Path.GetFullPath(path)); // .. behind a link: the system and .NET disagree

    /// <summary>Whether a file and others that share its beginning, such as its chunks, lie there.</summary>
    public bool AllowWithChunks(string path) => Allow(path) && Path.GetDirectoryName(path) is { } folder && Allow(folder);

    /// <summary>Whether all files that a pattern or the name of chunks may stand for lie there; wildcards are part of names, not of folders.</summary>
    public bool AllowPattern(string pattern) =>
        AllowWithChunks(pattern) && Path.GetDirectoryName(pattern)!.IndexOfAny([.. Wildcards]) < 0
        && (File.Exists(pattern) || LinksStayInside(Path.GetDirectoryName(pattern)!));

    private bool LinksStayInside(string folder) => !Directory.Exists(folder)
        || new DirectoryInfo(folder).EnumerateFileSystemInfos("*", s_all).Where(entry => entry.LinkTarget is not null).All(link => Allow(link.FullName));

    private bool IsInside(string path) =>
        Resolve(path) is { } real
        && options.FileRoots.Any(root => Resolve(root) is { } allowed && IsBelow(real, allowed, StringComparison.Ordinal))
        && !(Resolve(directory.Root) is { } own && IsBelow(real, own, StringComparison.OrdinalIgnoreCase));

    private static bool IsBelow(string path, string folder, StringComparison comparison) =>
        path.Equals(folder, comparison) || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, comparison);

    /// <summary>Where an absolute path leads, part by part as the system goes; parts that do not exist are taken as they are. Null when links lead in a circle.</summary>
    private static string? Resolve(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var parts = new Stack<string>(Parts(path));
        for (var links = 0; parts.TryPop(out var part);)
        {
            if (part is "." or "..")
            {
                real = part == "." ? real : Path.GetDirectoryName(real) ?? real;
            }
            else if (new FileInfo(Path.Combine(real, part)).LinkTarget is not { } target)
            {
                real = Path.Combine(real, part);
            }
            else if (++links > MostLinks)
            {
                return null;
            }
            else
            {
                real = Path.GetPathRoot(target) is { Length: > 0 } root ? root : real;
                Array.ForEach(Parts(target), parts.Push);
            }
        }

        return real;
    }

    /// <summary>The parts of a path, the last first.</summary>
    private static string[] Parts(string path) =>
        [.. path[Path.GetPathRoot(path)!.Length..].Split(s_separators, StringSplitOptions.RemoveEmptyEntries).Reverse()];
}
