using System.Text.Json;

namespace TapeDeck.Engine.Query;

/// <summary>Walks through JSON once, without building it, until a value on the path fits. Damaged JSON is read as far as it goes.</summary>
internal static class JsonScan
{
    private static readonly JsonReaderOptions s_options = new() { AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 512 };

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

        var reader = new Utf8JsonReader(body.TrimStart("\uFEFF"u8), s_options);
        try
        {
            while (reader.Read())
            {
                if (Walk(ref reader, path.Steps, 0, match))
                {
                    return true;
                }
            }
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            // Cut or no JSON at all; an escape that is half a character throws when it is read.
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

            reader.Skip();
            return false;
        }

        return (reader.TokenType, steps[at].Name) switch
        {
            (JsonTokenType.StartObject, not null) => WalkObject(ref reader, steps, at, match),
            (JsonTokenType.StartArray, null) => WalkArray(ref reader, steps, at, match),
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
            var isMeant = reader.ValueTextEquals(steps[at].Name);
            reader.Read();
            if (isMeant ? Walk(ref reader, steps, at + 1, match) : Pass(ref reader))
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
            var isMeant = steps[at].Index < 0 || steps[at].Index == index;
            if (isMeant ? Walk(ref reader, steps, at + 1, match) : Pass(ref reader))
            {
                return true;
            }
        }

        return false;
    }
}
