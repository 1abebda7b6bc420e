using System.Text;
using System.Text.RegularExpressions;

namespace TapeDeck.Engine.Gor;

/// <summary>Finds files by patterns with <c>*</c>, <c>?</c> and <c>[set]</c> in any part of the path, but no <c>**</c> (spec §1.4).</summary>
internal static class GorFileGlob
{
    private const string Wildcards = "*?[";

    /// <summary>The files that match, in the order of their names; a pattern that is the name of a file is just that file.</summary>
    public static IReadOnlyList<string> Find(string pattern)
    {
        if (File.Exists(pattern) || pattern.IndexOfAny([.. Wildcards]) < 0)
        {
            return File.Exists(pattern) ? [pattern] : [];
        }

        var root = Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : "";
        IEnumerable<string> found = [root];
        var parts = pattern[root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var (part, isLast) = (parts[i], i == parts.Length - 1);
            found = found.SelectMany(folder => Match(folder, part, isLast)).ToArray();
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Match(string folder, string part, bool isLast)
    {
        if (part.IndexOfAny([.. Wildcards]) < 0)
        {
            var path = Path.Combine(folder, part);
            return (isLast ? File.Exists(path) : Directory.Exists(path)) ? [path] : [];
        }

        var regex = ToRegex(part);
        var searched = folder.Length == 0 ? "." : folder;
        var entries = isLast ? Directory.EnumerateFiles(searched) : Directory.EnumerateDirectories(searched);
        return entries.Select(entry => Path.GetFileName(entry)!).Where(name => regex.IsMatch(name)).Select(name => Path.Combine(folder, name));
    }

    private static Regex ToRegex(string part)
    {
        var regex = new StringBuilder(@"\A");
        for (var i = 0; i < part.Length; i++)
        {
            var close = part[i] == '[' ? part.IndexOf(']', Math.Min(i + 2, part.Length)) : -1;
            if (close > 0)
            {
                regex.Append(ToSet(part[(i + 1)..close]));
                i = close;
            }
            else
            {
                regex.Append(part[i] switch { '*' => ".*", '?' => ".", var other => Regex.Escape(other.ToString()) });
            }
        }

        return new Regex(regex.Append(@"\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    private static string ToSet(string set)
    {
        var negated = set[0] is '!' or '^';
        var members = (negated ? set[1..] : set).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal);
        return $"[{(negated ? "^" : "")}{members}]";
    }
}
