using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TapeDeck.Engine.Rules;

/// <summary>
/// Places in JSON: <c>$.order.id</c>, <c>$.items[0].price</c>, <c>$.items[*].price</c>, <c>$..password</c>. A part of RFC 9535: names, positions,
/// all positions, and a name at any depth.
/// </summary>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<Segment> _segments;

    private JsonPath(IReadOnlyList<Segment> segments) => _segments = segments;

    private sealed record Segment(string? Name, int? Index, bool AnyDepth);

    /// <summary>Reads a path; false when it is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out JsonPath? path)
    {
        path = null;
        if (text is not ['$', _, ..])
        {
            return false;
        }

        var segments = new List<Segment>();
        for (var rest = text.AsSpan(1); !rest.IsEmpty;)
        {
            if (!TryTake(ref rest, out var segment))
            {
                return false;
            }

            segments.Add(segment);
        }

        path = new JsonPath(segments);
        return true;
    }

    /// <summary>Whether the place that the names and positions lead to is meant.</summary>
    public bool Matches(IReadOnlyList<object> place) => Matches(place, place.Count, _segments.Count);

    private static bool TryTake(ref ReadOnlySpan<char> rest, [NotNullWhen(true)] out Segment? segment)
    {
        segment = null;
        if (rest[0] == '[')
        {
            var end = rest.IndexOf(']');
            var inside = end < 0 ? default : rest[1..end];
            var index = 0;
            if (inside is not "*" && !int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out index))
            {
                return false;
            }

            segment = new Segment(null, inside is "*" ? -1 : index, false);
            rest = rest[(end + 1)..];
            return true;
        }

        var dots = rest.StartsWith("..") ? 2 : rest.StartsWith(".") ? 1 : 0;
        rest = rest[dots..];
        var length = rest.IndexOfAny('.', '[') is >= 0 and var stop ? stop : rest.Length;
        if (dots == 0 || length == 0)
        {
            return false;
        }

        segment = new Segment(rest[..length].ToString(), null, dots == 2);
        rest = rest[length..];
        return true;
    }

    private bool Matches(IReadOnlyList<object> place, int depth, int count)
    {
        if (count == 0)
        {
            return depth == 0;
        }

        var segment = _segments[count - 1];
        return depth > 0 && Fits(segment, place[depth - 1])
            && (Matches(place, depth - 1, count - 1) || (segment.AnyDepth && Enumerable.Range(0, depth - 1).Any(above => Matches(place, above, count - 1))));
    }

    private static bool Fits(Segment segment, object step) => step switch
    {
        string name => segment.Name == name || segment.Name == "*",
        int index => segment.Index is { } wanted && (wanted < 0 || wanted == index),
        _ => false,
    };
}
