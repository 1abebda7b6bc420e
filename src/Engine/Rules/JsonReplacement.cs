using System.Buffers;
using System.Text.Json;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Rules;

/// <summary>Replaces values at places of a JSON text; every other byte stays as it is.</summary>
internal static class JsonReplacement
{
    /// <summary>The text with its values replaced; the same bytes when there is nothing at that place. What is no JSON throws what <see cref="JsonScan.IsDamage"/> knows.</summary>
    /// <param name="json">Without a byte order mark.</param>
    /// <param name="path">The place, or several.</param>
    /// <param name="replace">Given the type of a value and what it says if it is a string, how it is written if not, gives the JSON that takes its place.</param>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> json, JsonPath path, Func<JsonTokenType, byte[], byte[]> replace)
    {
        var found = new Collecting();
        JsonScan.Visit(json.Span, path, found);
        if (found.Values.Count == 0)
        {
            return json;
        }

        var result = new ArrayBufferWriter<byte>(json.Length);
        var copied = 0;
        foreach (var (start, end, type, text) in found.Values.Where(value => value.Start >= copied)) // a value within a replaced one is gone with it
        {
            result.Write(json.Span[copied..start]);
            result.Write(replace(type, text ?? json.Span[start..end].ToArray()));
            copied = end;
        }

        result.Write(json.Span[copied..]);
        return result.WrittenMemory;
    }

    /// <summary>Notes where values stand, in the order of their beginnings, and what strings say. None is the one to stop at.</summary>
    private sealed record Collecting : JsonMatch
    {
        public List<(int Start, int End, JsonTokenType Type, byte[]? Text)> Values { get; } = [];

        public override bool IsMatch(ref Utf8JsonReader value)
        {
            var start = (int)value.TokenStartIndex;
            var type = value.TokenType;
            var text = type == JsonTokenType.String ? TextOf(ref value) : null;
            value.Skip();
            Values.Add((start, (int)value.BytesConsumed, type, text));
            return false;
        }

        private static byte[] TextOf(ref Utf8JsonReader value)
        {
            var text = new byte[value.ValueSpan.Length];
            return text[..value.CopyString(text)];
        }
    }
}
