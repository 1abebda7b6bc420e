using System.Text.Json;

namespace TapeDeck.Engine.Query;

/// <summary>Walks through JSON without building it.</summary>
internal static class JsonScan
{
    private static readonly JsonReaderOptions s_options = new() { AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 512 };

    /// <summary>Whether a value on the path fits. Damaged JSON is read as far as it goes.</summary>
    public static bool IsMatch(ReadOnlySpan<byte> body, JsonPath path, JsonMatch match)
    {
        // A name that stands nowhere need not be looked for in its place; only an escape could spell it otherwise.
        if (body.IndexOf(path.LongestName) < 0 && !body.Contains((byte)'\\'))
        {
            return false;
        }

        if (body.TrimStart(" \t\r\n\uFEFF"u8) is not [(byte)'{' or (byte)'[', ..])
        {
            return false;
        }

        try
        {
            return Visit(body.TrimStart("\uFEFF"u8), path, match);
        }
        catch (Exception damage) when (IsDamage(damage))
        {
            return false; // cut or no JSON at all; what came before fitted not
        }
    }

    /// <summary>Whether reading failed since the text is no JSON; an escape that is half a character throws when it is read.</summary>
    public static bool IsDamage(Exception failure) => failure is JsonException or InvalidOperationException;

    /// <summary>Shows the values on a path to a match until it says that one fits.</summary>
    /// <param name="json">Without a byte order mark.</param>
    /// <param name="path">The way to the values.</param>
    /// <param name="match">What is asked of each.</param>
    /// <exception cref="JsonException">It is no JSON, or not all of it.</exception>
    /// <exception cref="InvalidOperationException">An escape is half a character.</exception>
    public static bool Visit(ReadOnlySpan<byte> json, JsonPath path, JsonMatch match)
    {
        var reader = new Utf8JsonReader(json, s_options);
        while (reader.Read())
        {
            if (Walk(ref reader, path.Steps, 0, match))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Stands at a value and leaves at its end.</summary>
    private static bool Walk(ref Utf8JsonReader reader, IReadOnlyList<JsonPath.Step> steps, int at, JsonMatch match)
    {
        if (at == steps.Count)
        {
            if (match.IsMatch(ref reader))
            {
                return true;
            }

            return Pass(ref reader);
        }

        var step = steps[at];
        return reader.TokenType switch
        {
            JsonTokenType.StartObject when step.Name is not null || step.IsAnything => WalkObject(ref reader, steps, at, match),
            JsonTokenType.StartArray when step.Name is null || step.IsAnyDepth => WalkArray(ref reader, steps, at, match),
            _ => Pass(ref reader),
        };
    }

    private static bool Pass(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return false;
    }

    private static bool WalkObject(ref Utf8JsonReader reader, IReadOnlyList<JsonPath.Step> steps, int at, JsonMatch match)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMeant = steps[at].IsAnything || reader.ValueTextEquals(steps[at].Name);
            reader.Read();
            if (WalkChild(ref reader, steps, at, match, isMeant))
            {
                return true;
            }
        }

        return false;
    }

    private static bool WalkArray(ref Utf8JsonReader reader, IReadOnlyList<JsonPath.Step> steps, int at, JsonMatch match)
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var isMeant = steps[at].IsAnything || steps[at].Index == index;
            if (WalkChild(ref reader, steps, at, match, isMeant))
            {
                return true;
            }
        }

        return false;
    }

    private static bool WalkChild(ref Utf8JsonReader reader, IReadOnlyList<JsonPath.Step> steps, int at, JsonMatch match, bool isMeant)
    {
        if (!steps[at].IsAnyDepth)
        {
            return isMeant ? Walk(ref reader, steps, at + 1, match) : Pass(ref reader);
        }

        var ahead = reader; // the same value is looked into for deeper ones after that
        return (isMeant && Walk(ref ahead, steps, at + 1, match)) || Walk(ref reader, steps, at, match);
    }
}
