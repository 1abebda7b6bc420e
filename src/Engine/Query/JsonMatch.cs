using System.Text.Json;

namespace TapeDeck.Engine.Query;

/// <summary>What a value within JSON is asked.</summary>
internal abstract record JsonMatch
{
    /// <summary>Whether the reader's scalar fits; an object or array fits nothing but <see cref="Present"/>.</summary>
    public abstract bool IsMatch(ref Utf8JsonReader value);

    /// <summary>Any value at all.</summary>
    public sealed record Present : JsonMatch
    {
        public override bool IsMatch(ref Utf8JsonReader value) => true;
    }

    /// <summary>Numbers only, within bounds, both included.</summary>
    public sealed record Number(double Least, double Most) : JsonMatch
    {
        public override bool IsMatch(ref Utf8JsonReader value) =>
            value.TokenType == JsonTokenType.Number && value.TryGetDouble(out var number) && number >= Least && number <= Most;
    }

    /// <summary>A string's content; a number, true, false and null as written. With a number, also numbers that are equal to it.</summary>
    public sealed record Text(TextMatch Match, double? Equal = null) : JsonMatch
    {
        public override bool IsMatch(ref Utf8JsonReader value)
        {
            if (value.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                return false;
            }

            return Equal is { } number && value.TokenType == JsonTokenType.Number && value.TryGetDouble(out var read) && read.Equals(number)
                || (value.ValueIsEscaped ? Match.IsMatch(Unescape(ref value)) : Match.IsMatch(value.ValueSpan));
        }

        private static ReadOnlySpan<byte> Unescape(ref Utf8JsonReader value)
        {
            var text = new byte[value.ValueSpan.Length];
            return text.AsSpan(0, value.CopyString(text));
        }
    }
}
