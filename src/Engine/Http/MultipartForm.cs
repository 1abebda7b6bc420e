using System.Text;
using System.Text.RegularExpressions;

namespace TapeDeck.Engine.Http;

/// <summary>The fields of a form that is sent in several parts (RFC 7578), found in place.</summary>
internal static partial class MultipartForm
{
    /// <summary>Names and contents of the parts, in order; one that is cut reaches to the end. Null when no part can be found.</summary>
    /// <param name="contentType">The type with its boundary.</param>
    /// <param name="body">The body without its codings.</param>
    public static IReadOnlyList<(string Name, Range Content)>? Fields(string contentType, ReadOnlySpan<byte> body)
    {
        if (BoundaryOf(contentType) is not { } boundary)
        {
            return null;
        }

        var line = Encoding.Latin1.GetBytes($"--{boundary}");
        var at = Find(body, line, 0);
        if (at < 0)
        {
            return null;
        }

        var fields = new List<(string, Range)>();
        while (at >= 0 && !body[(at + line.Length)..].StartsWith("--"u8))
        {
            var start = at + body[at..].IndexOf((byte)'\n') + 1;
            at = Find(body, line, start);
            fields.Add(Field(body, start, at < 0 ? body.Length : EndOfContent(body, start, at)));
        }

        return fields;
    }

    /// <summary>What stands between the parts of a form of that type; null when it does not say.</summary>
    public static string? BoundaryOf(string contentType) => Boundary().Match(contentType) is { Success: true } named ? named.Groups["text"].Value : null;

    /// <summary>The next boundary at the beginning of a line; −1 for none.</summary>
    private static int Find(ReadOnlySpan<byte> body, ReadOnlySpan<byte> line, int from)
    {
        for (var at = from; body[at..].IndexOf(line) is var place and >= 0; at += place + 1)
        {
            var found = at + place;
            if ((found == from || body[found - 1] == '\n') && EndsLine(body[(found + line.Length)..]))
            {
                return found;
            }
        }

        return -1;
    }

    /// <summary>Whether the boundary is whole: it may begin like a longer one.</summary>
    private static bool EndsLine(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        return (rest.StartsWith("--"u8) ? rest[2..(end < 2 ? rest.Length : end)] : end < 0 ? "?"u8 : rest[..end]).Trim(" \t\r"u8).IsEmpty;
    }

    /// <summary>The line end in front of a boundary belongs to the boundary.</summary>
    private static int EndOfContent(ReadOnlySpan<byte> body, int start, int boundary) =>
        boundary == start ? start : boundary - 1 > start && body[boundary - 2] == '\r' ? boundary - 2 : boundary - 1;

    private static (string Name, Range Content) Field(ReadOnlySpan<byte> body, int start, int end)
    {
        var head = MessageParts.HeadLength(body[start..end]);
        var name = "";
        foreach (var header in new HeaderReader(body.Slice(start, head)))
        {
            if (Ascii.EqualsIgnoreCase(header.Name, "Content-Disposition"u8) && Name().Match(Encoding.UTF8.GetString(header.Value)) is { Success: true } given)
            {
                name = given.Groups["text"].Value.Replace("\\\"", "\"", StringComparison.Ordinal);
            }
        }

        return (name, (start + head)..end);
    }

    [GeneratedRegex("""\bboundary\s*=\s*(?:"(?<text>[^"]+)"|(?<text>[^\s;"]+))""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Boundary();

    [GeneratedRegex("""(?:^|;)\s*name\s*=\s*(?:"(?<text>(?:[^"\\]|\\.)*)"|(?<text>[^\s;"]+))""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
