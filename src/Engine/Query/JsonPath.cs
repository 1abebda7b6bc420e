using System.Text;

namespace TapeDeck.Engine.Query;

/// <summary>
/// The way to values within JSON: <c>$.order.id</c>, <c>$.items[0].id</c>, <c>$.items[*].id</c>, <c>$["a b"]</c>, <c>$..password</c>. A part of RFC 9535:
/// names, positions, anything, and once a name at any depth.
/// </summary>
internal sealed record JsonPath(IReadOnlyList<JsonPath.Step> Steps)
{
    public const int MostSteps = 32;

    /// <summary>The longest name on the way; empty when there is none.</summary>
    public byte[] LongestName { get; } = Steps.Select(step => step.Name ?? []).MaxBy(name => name.Length) ?? [];

    /// <summary>Reads a path; null when it is none, with the character at which it goes wrong.</summary>
    public static JsonPath? Parse(ReadOnlySpan<char> text, out int wrongAt)
    {
        var steps = new List<Step>();
        for (wrongAt = 1; wrongAt < text.Length && steps.Count < MostSteps;)
        {
            var length = ReadStep(text[wrongAt..], out var step);
            if (length == 0 || (step.IsAnyDepth && steps.Exists(known => known.IsAnyDepth))) // two would look at the same values again and again
            {
                return null;
            }

            steps.Add(step);
            wrongAt += length;
        }

        return text is ['$', ..] && wrongAt == text.Length && steps.Count > 0 ? new JsonPath(steps) : null;
    }

    private static int ReadStep(ReadOnlySpan<char> text, out Step step)
    {
        step = default;
        if (text[0] == '.')
        {
            var dots = text.StartsWith("..") ? 2 : 1;
            var end = text[dots..].IndexOfAny('.', '[');
            var name = end < 0 ? text[dots..] : text.Slice(dots, end);
            step = new Step(name is "*" ? null : Encoding.UTF8.GetBytes(name.ToString()), -1, dots == 2);
            return name.IsEmpty || (name is "*" && dots == 2) ? 0 : name.Length + dots;
        }

        return text.Length > 2 && text[0] == '[' ? ReadBracket(text, out step) : 0;
    }

    private static int ReadBracket(ReadOnlySpan<char> text, out Step step)
    {
        var quoted = text[1] == '"' ? QueryQuotes.LengthOf(text[1..]) : 0;
        var inner = quoted > 0 ? text.Slice(1, quoted) : text[1..Math.Max(1, text.IndexOf(']'))];
        step = quoted > 0 ? new Step(Encoding.UTF8.GetBytes(QueryQuotes.Unquote(inner)), -1)
            : int.TryParse(inner, System.Globalization.NumberStyles.None, null, out var index) ? new Step(null, index)
            : new Step(null, -1);
        var isWhole = text.Length > inner.Length + 1 && text[inner.Length + 1] == ']';
        return isWhole && (step.Name is not null || step.Index >= 0 || inner is "*") ? inner.Length + 2 : 0;
    }

    /// <summary>One step: a member by name, here or at any depth below; an element by index; or anything.</summary>
    public readonly record struct Step(byte[]? Name, int Index, bool IsAnyDepth = false)
    {
        public bool IsAnything => Name is null && Index < 0;
    }
}
