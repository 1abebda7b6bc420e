using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TapeDeck.Engine.Regexps;

/// <summary>
/// A replacement in Go's template syntax: <c>$1</c>, <c>${1}</c>, <c>$name</c>, <c>$$</c>. A name is the longest run of letters, digits and
/// underscores, so <c>$1x</c> is the group named <c>1x</c>; an unknown group inserts nothing (spec §6.5).
/// </summary>
internal sealed class GoReplacement
{
    private readonly List<(string Literal, int Group)> _parts = [];
    private readonly List<string> _warnings = [];

    private GoReplacement()
    {
    }

    /// <summary>What its author may not have meant, each a sentence.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Reads a template whose groups are those of <paramref name="regex"/>. Any text is valid.</summary>
    public static GoReplacement Parse(string template, ByteRegex regex)
    {
        var replacement = new GoReplacement();
        var literal = new StringBuilder();
        var hasReference = false;
        for (var rest = template.AsSpan(); rest.Length > 0;)
        {
            if (rest is ['$', '$', ..])
            {
                literal.Append('$');
                rest = rest[2..];
            }
            else if (rest[0] == '$' && TryTakeName(rest[1..], out var name, out var length))
            {
                replacement.Add(literal.ToString(), regex.Groups, name);
                literal.Clear();
                hasReference = true;
                rest = rest[(1 + length)..];
            }
            else
            {
                literal.Append(rest[0]);
                rest = rest[1..];
            }
        }

        replacement._parts.Add((ByteText.FromUser(literal.ToString()), -1));
        if (!hasReference && regex.Groups.Count > 1)
        {
            replacement._warnings.Add("The pattern captures groups and the replacement uses none; in a shell, write it in single quotes, or $1 is lost.");
        }

        return replacement;
    }

    /// <summary>Appends what the template makes of a match.</summary>
    public void Expand(Match match, StringBuilder output)
    {
        foreach (var (literal, group) in _parts)
        {
            output.Append(literal);
            if (group >= 0)
            {
                output.Append(match.Groups[group].ValueSpan);
            }
        }
    }

    /// <summary>Reads <c>name</c> or <c>{name}</c> after a dollar sign; false when it is neither and the dollar stands for itself.</summary>
    private static bool TryTakeName(ReadOnlySpan<char> text, out string name, out int length)
    {
        var start = text is ['{', ..] ? 1 : 0;
        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        name = text[start..end].ToString();
        length = end + start;
        return end > start && (start == 0 || (end < text.Length && text[end] == '}'));
    }

    private void Add(string literal, IReadOnlyList<string> groups, string name)
    {
        var group = GroupOf(groups, name);
        _parts.Add((ByteText.FromUser(literal), group));
        if (group < 0)
        {
            var digits = name.TakeWhile(char.IsAsciiDigit).Count();
            _warnings.Add(digits > 0 && digits < name.Length
                ? $"${name} is the group named \"{name}\", which the pattern does not have, so nothing is inserted; ${{{name[..digits]}}}{name[digits..]} separates the two."
                : $"${name} refers to a group the pattern does not have, so nothing is inserted.");
        }
    }

    private static int GroupOf(IReadOnlyList<string> groups, string name)
    {
        var isNumber = name.All(char.IsAsciiDigit) && name is not ['0', _, ..];
        for (var group = 0; group < groups.Count; group++)
        {
            if (isNumber ? name == group.ToString(CultureInfo.InvariantCulture) : group > 0 && groups[group] == name)
            {
                return group;
            }
        }

        return -1;
    }
}
