using System.Text;
using Microsoft.Net.Http.Headers;

namespace TapeDeck.Client.Bodies;

/// <summary>The line that parts stand between (RFC 2046 §5.1.1): two dashes, the boundary, two more dashes at the end, perhaps blanks.</summary>
internal sealed class MultipartBoundary
{
    private const int LongestGuess = 128;
    private readonly byte[] _line;

    private MultipartBoundary(byte[] line, string? note)
    {
        _line = line;
        Note = note;
    }

    /// <summary>What is odd about it; null for nothing.</summary>
    public string? Note { get; }

    /// <summary>The one that the type names; without it, the line that the body begins with; null when that is none either.</summary>
    public static MultipartBoundary? Of(string contentType, ReadOnlySpan<byte> body)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type) && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 } named)
        {
            return new MultipartBoundary(Encoding.Latin1.GetBytes($"--{named}"), null);
        }

        var end = body[..Math.Min(LongestGuess, body.Length)].IndexOf((byte)'\n');
        var first = end < 0 ? default : body[..end].TrimEnd(" \t\r"u8);
        return first.Length > 2 && first.StartsWith("--"u8) ? new MultipartBoundary(first.ToArray(), "The type names no boundary: the line that the body begins with is taken.") : null;
    }

    /// <summary>Finds the next one at the beginning of a line.</summary>
    /// <param name="body">All of the body.</param>
    /// <param name="from">Where to begin, at the beginning of a line.</param>
    /// <param name="found">Where the content before it ends, where the next part begins, and whether it is the last.</param>
    public bool TryFind(ReadOnlySpan<byte> body, int from, out (int ContentEnd, int Next, bool IsLast) found)
    {
        for (var at = from; at < body.Length; at++)
        {
            var place = body[at..].IndexOf(_line);
            if (place < 0)
            {
                break;
            }

            at += place;
            if ((at == from || body[at - 1] == '\n') && TryEnd(body, at + _line.Length, out var next, out var isLast))
            {
                found = (ContentEnd(body, from, at), next, isLast);
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>The line end in front of a boundary belongs to the boundary.</summary>
    private static int ContentEnd(ReadOnlySpan<byte> body, int from, int boundary) =>
        boundary == from ? from : boundary - 1 > from && body[boundary - 2] == '\r' ? boundary - 2 : boundary - 1;

    /// <summary>Whether the line ends here: a boundary may begin like a longer one.</summary>
    private static bool TryEnd(ReadOnlySpan<byte> body, int at, out int next, out bool isLast)
    {
        isLast = body[at..].StartsWith("--"u8);
        next = isLast ? at + 2 : at;
        while (next < body.Length && body[next] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            next++;
        }

        var ends = next == body.Length || body[next] == '\n';
        next = Math.Min(next + 1, body.Length);
        return ends;
    }
}
