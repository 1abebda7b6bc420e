using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TapeDeck.Engine.Rules;

/// <summary>Masks values at places of a JSON text; every other byte stays as it is.</summary>
internal sealed record JsonMask(JsonPath Path, Mask Mask)
{
    private static readonly JsonReaderOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 256 };

    /// <summary>The text with its values masked; the same bytes when there is nothing to mask.</summary>
    /// <exception cref="JsonException">It is no JSON, or not all of it.</exception>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, s_options);
        var place = new List<object>();
        var result = new ArrayBufferWriter<byte>(json.Length);
        var copied = 0;
        while (reader.Read())
        {
            Step(ref reader, place);
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray || !Path.Matches(place))
            {
                Enter(reader.TokenType, place);
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            var value = ValueOf(ref reader, json.Span);
            result.Write(json.Span[copied..start]);
            result.Write(Quote(Mask.Apply(value)));
            copied = (int)reader.BytesConsumed;
        }

        result.Write(json.Span[copied..]);
        return copied == 0 ? json : result.WrittenMemory;
    }

    /// <summary>Moves to the name or position of the token.</summary>
    private static void Step(ref Utf8JsonReader reader, List<object> place)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                place[^1] = reader.GetString()!;
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                place.RemoveAt(place.Count - 1);
                break;
            default:
                if (place.Count > 0 && place[^1] is int index)
                {
                    place[^1] = index + 1;
                }

                break;
        }
    }

    private static void Enter(JsonTokenType token, List<object> place)
    {
        if (token is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            place.Add(token == JsonTokenType.StartObject ? "" : -1);
        }
    }

    /// <summary>The value without its quotes; objects and arrays are taken as a whole.</summary>
    private static ReadOnlySpan<byte> ValueOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return Encoding.UTF8.GetBytes(reader.GetString()!);
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static byte[] Quote(ReadOnlySpan<byte> masked) => [(byte)'"', .. JsonEncodedText.Encode(masked).EncodedUtf8Bytes, (byte)'"'];
}
