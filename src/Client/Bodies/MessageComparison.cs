using System.Security.Cryptography;
using TapeDeck.Client.Formatting;
using TapeDeck.Engine;

namespace TapeDeck.Client.Bodies;

/// <summary>Two messages of a kind, part by part, in lines beside each other. Headers are matched by name, bodies by their longest common sequence of lines.</summary>
public static class MessageComparison
{
    /// <summary>Lines and bytes of a body, or of a message as it was sent, that are compared.</summary>
    internal const int MostLines = 2_000;
    internal const int MostBytes = 1 << 20;
    private const int Indent = 2;

    /// <summary>Headers that differ by their nature.</summary>
    private static readonly HashSet<string> s_ignored = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "Age", "X-Request-Id", "X-Correlation-Id", "X-Trace-Id", "Traceparent", "Tracestate", "X-Amzn-Trace-Id", "CF-Ray",
    };

    /// <summary>Start line, headers and body of both; a side without a message has empty ones.</summary>
    public static IReadOnlyList<ComparedPart> Of(WireMessage? left, WireMessage? right)
    {
        var words = new WordDiff();
        var lines = new LineDiff(words);
        return
        [
            new ComparedPart("Start line", lines.Of(left is null ? [] : [left.StartLine], right is null ? [] : [right.StartLine])),
            Headers(left?.Headers ?? [], right?.Headers ?? [], words),
            Body(left, right, lines),
        ];
    }

    private static ComparedPart Headers(IReadOnlyList<(string Name, string Value)> left, IReadOnlyList<(string Name, string Value)> right, WordDiff words)
    {
        var rest = right.ToList();
        var lines = new List<ComparedLine>();
        var places = new List<int>();
        foreach (var header in left)
        {
            var match = rest.FindIndex(other => other.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase));
            if (match < 0)
            {
                lines.Add(new ComparedLine(ComparedSide.LeftOnly, Text(header), null, s_ignored.Contains(header.Name)));
                continue;
            }

            var isIgnored = s_ignored.Contains(header.Name);
            lines.Add(rest[match] == header ? new ComparedLine(ComparedSide.Same, Text(header), Text(header), isIgnored) : words.Compare(Text(header), Text(rest[match]), isIgnored));
            places.Add(match + places.Count(place => place <= match)); // where it stood before others were taken out
            rest.RemoveAt(match);
        }

        lines.AddRange(rest.Select(header => new ComparedLine(ComparedSide.RightOnly, null, Text(header), s_ignored.Contains(header.Name))));
        return new ComparedPart("Headers", lines, places.SequenceEqual(places.Order()) ? null : "The order on the wire differs.");
    }

    private static string Text((string Name, string Value) header) => $"{header.Name}: {header.Value}";

    private static ComparedPart Body(WireMessage? left, WireMessage? right, LineDiff lines)
    {
        var kept = Kept(left, right);
        var (leftLines, rightLines) = (Lines(left?.Body, kept), Lines(right?.Body, kept));
        var isCut = leftLines.Length > MostLines || rightLines.Length > MostLines || (kept is null && (left?.Body.Bytes.Length > MostBytes || right?.Body.Bytes.Length > MostBytes));
        var compared = lines.Of(leftLines[..Math.Min(MostLines, leftLines.Length)], rightLines[..Math.Min(MostLines, rightLines.Length)]);
        string?[] notes =
        [
            kept is { } most ? $"Cut when it was kept: the first {Format.Size(most)} are compared." : null,
            isCut ? Bound : null,
        ];
        return new ComparedPart("Body", compared, string.Join(' ', notes.OfType<string>()) is { Length: > 0 } note ? note : null);
    }

    /// <summary>What is told when there is more than is compared.</summary>
    internal static string Bound => $"The first {Format.Count(MostLines)} lines of the first {Format.Size(MostBytes)} are compared.";

    /// <summary>How much of both bodies there is to compare, when one was cut; null when both are whole or one is not there.</summary>
    private static int? Kept(WireMessage? left, WireMessage? right) =>
        left is null || right is null ? null : new[] { left, right }.Where(message => message.Record.Flags.HasFlag(RecordFlags.Truncated)).Min(message => (int?)message.Body.Bytes.Length);

    private static string[] Lines(BodyContent? body, int? kept)
    {
        if (body is null or { Kind: BodyKind.None })
        {
            return [];
        }

        var bytes = body.Bytes[..Math.Min(kept ?? int.MaxValue, body.Bytes.Length)];
        return body.Kind switch
        {
            BodyKind.Json => [.. JsonLines.Read(bytes.Span[..Math.Min(MostBytes, bytes.Length)], kept is null && bytes.Length <= MostBytes, MostLines + 1).Lines.Select(Text)],
            _ when body.Kind is BodyKind.Image or BodyKind.Binary || (body.Kind == BodyKind.Multipart && !body.IsText) => [$"{body.KindName}, {Format.Count(bytes.Length, "byte")}, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes.Span))}"],
            _ => body.Text(Math.Min(MostBytes, bytes.Length)).Split('\n'),
        };
    }

    private static string Text(JsonLine line) => new string(' ', line.Depth * Indent) + string.Concat(line.Pieces.Select(piece => piece.Text));
}
