using System.Buffers;
using System.Text.Json;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Rules;

/// <summary>Masks values at places of a JSON text; every other byte stays as it is.</summary>
internal sealed record JsonMask(JsonPath Path, Mask Mask)
{
    /// <summary>The text with its values masked; the same bytes when there is nothing to mask. What is no JSON throws what <see cref="JsonScan.IsDamage"/> knows.</summary>
    /// <param name="json">Without a byte order mark.</param>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> json)
    {
        var found = new Collecting();
        JsonScan.Visit(json.Span, Path, found);
        if (found.Values.Count == 0)
        {
            return json;
        }

        var result = new ArrayBufferWriter<byte>(json.Length);
        var copied = 0;
        foreach (var (start, end, value) in found.Values.Where(value => value.Start >= copied)) // a value within a masked one is gone with it
        {
            result.Write(json.Span[copied..start]);
            result.Write(Quote(Mask.Apply(value ?? json.Span[start..end])));
            copied = end;
        }

        result.Write(json.Span[copied..]);
        return result.WrittenMemory;
    }

    private static byte[] Quote(ReadOnlySpan<byte> masked) => [(byte)'"', .. JsonEncodedText.Encode(masked).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>Notes where values stand, in the order of their beginnings, and what strings say. None is the one to stop at.</summary>
    private sealed record Collecting : JsonMatch
    {
        public List<(int Start, int End, byte[]? Text)> Values { get; } = [];

        public override bool IsMatch(ref Utf8JsonReader value)
        {
            var start = (int)value.TokenStartIndex;
            var text = value.TokenType == JsonTokenType.String ? TextOf(ref value) : null;
            value.Skip();
            Values.Add((start, (int)value.BytesConsumed, text));
            return false;
        }

        private static byte[] TextOf(ref Utf8JsonReader value)
        {
            var text = new byte[value.ValueSpan.Length];
            return text[..value.CopyString(text)];
        }
    }
}
