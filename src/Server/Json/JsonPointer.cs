using System.Text;

namespace TapeDeck.Server.Json;

/// <summary>JSON pointers (RFC 6901) from what the JSON reader says of a fault's place.</summary>
internal static class JsonPointer
{
    /// <summary><c>$.plan.inputs[0].ports</c> becomes <c>/plan/inputs/0/ports</c>; <c>$['a.b']</c> becomes <c>/a.b</c>.</summary>
    public static string FromPath(string? path)
    {
        var pointer = new StringBuilder();
        for (var rest = (path ?? "").AsSpan().TrimStart('$'); rest.Length > 0;)
        {
            var part = Take(ref rest);
            pointer.Append('/').Append(part.ToString().Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        }

        return pointer.ToString();
    }

    /// <summary>The reader's message without the place it repeats at its end.</summary>
    public static string WithoutPath(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest)
    {
        var (skip, end) = rest switch
        {
            ['[', '\'', ..] => (2, "']"),
            ['[', ..] => (1, "]"),
            ['.', ..] => (1, ""),
            _ => (0, ""),
        };
        var body = rest[skip..];
        var length = end.Length > 0 ? body.IndexOf(end, StringComparison.Ordinal) : body.IndexOfAny('.', '[');
        length = length < 0 ? body.Length : length;
        rest = body[Math.Min(body.Length, length + end.Length)..];
        return body[..length];
    }
}
