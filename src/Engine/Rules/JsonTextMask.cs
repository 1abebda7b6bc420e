using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace TapeDeck.Engine.Rules;

/// <summary>
/// Masks the matches of a pattern in JSON so that it stays JSON: every name and value that a match touches is masked by itself, in the part that is touched;
/// quotes and what stands between values stay. A number becomes a string, or another number where its shape is kept. Of texts with escapes it is what they say
/// that counts: encoders write <c>+</c> as <c>\u002B</c>.
/// </summary>
internal sealed class JsonTextMask
{
    private static readonly JsonReaderOptions s_options = new() { AllowMultipleValues = true, MaxDepth = 512 };
    private readonly ReadOnlyMemory<byte> _json;
    private readonly TextMask _text;
    private readonly List<(int Start, int End)> _matches;
    private readonly ArrayBufferWriter<byte> _result;
    private int _copied;
    private int _next;

    private JsonTextMask(ReadOnlyMemory<byte> json, TextMask mask)
    {
        _json = json;
        _text = mask;
        _matches = mask.Pattern.Matches(json.Span);
        _result = new ArrayBufferWriter<byte>(json.Length + 16);
    }

    /// <summary>Masks one text, or several values behind one another; null when it is not JSON throughout.</summary>
    /// <param name="json">Without a byte order mark.</param>
    /// <param name="mask">What to look for, and what to put there.</param>
    public static ReadOnlyMemory<byte>? TryApply(ReadOnlyMemory<byte> json, TextMask mask)
    {
        try
        {
            return new JsonTextMask(json, mask).Apply();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ReadOnlyMemory<byte> Apply()
    {
        var reader = new Utf8JsonReader(_json.Span, s_options);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                Mask((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.TokenType, reader.ValueIsEscaped);
            }
            else if (reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null)
            {
                Mask((int)reader.TokenStartIndex, reader.ValueSpan.Length, reader.TokenType, isEscaped: false);
            }
        }

        _result.Write(_json.Span[_copied..]);
        return _result.WrittenMemory;
    }

    /// <summary>Looks at the next name or value; of a text at what stands between its quotes.</summary>
    private void Mask(int start, int length, JsonTokenType type, bool isEscaped)
    {
        while (_next < _matches.Count && _matches[_next].End <= start)
        {
            _next++;
        }

        var value = _json.Span.Slice(start, length);
        if (isEscaped && MaskSaid(value, start) is { } said)
        {
            Put(start, length, said);
        }
        else if (length > 0 && _next < _matches.Count && _matches[_next].Start < start + length)
        {
            var isText = type is JsonTokenType.String or JsonTokenType.PropertyName;
            var masked = MaskParts(value, start, isText).Span;
            Put(start, length, isText ? masked : type == JsonTokenType.Number && _text.Mask.KeepsShape ? MaskedJson.Number(value, masked) : MaskedJson.Quote(masked));
        }
    }

    private void Put(int start, int length, ReadOnlySpan<byte> masked)
    {
        _result.Write(_json.Span[_copied..start]);
        _result.Write(masked);
        _copied = start + length;
    }

    /// <summary>
    /// What a text with escapes says, masked and written; null when nothing matches there, or half a character makes it say nothing. It is masked as a whole when a
    /// match of what is written goes beyond it.
    /// </summary>
    private byte[]? MaskSaid(ReadOnlySpan<byte> text, int start)
    {
        var said = MaskedJson.Unescape(text);
        if (text.SequenceEqual(said) || !_text.IsIn(said))
        {
            return null;
        }

        var end = start + text.Length;
        var isPart = _matches.Skip(_next).TakeWhile(match => match.Start < end).Any(match => match.Start < start || match.End > end);
        var masked = isPart ? default : _text.Apply(said).Span;
        return MaskedJson.Escape(!isPart && Utf8.IsValid(masked) ? masked : _text.Mask.Apply(said));
    }

    private ReadOnlyMemory<byte> MaskParts(ReadOnlySpan<byte> value, int start, bool isText)
    {
        var masked = new ArrayBufferWriter<byte>(value.Length + 16);
        var done = 0;
        for (var i = _next; i < _matches.Count && _matches[i].Start < start + value.Length; i++)
        {
            var end = Math.Min(value.Length, _matches[i].End - start);
            if (end <= done)
            {
                continue; // the rest of a character that is masked already
            }

            var from = done;
            for (int length; from + (length = Length(value[from..], isText)) <= _matches[i].Start - start; from += length)
            {
            }

            var to = from;
            for (; to < end; to += Length(value[to..], isText))
            {
            }

            masked.Write(value[done..from]);
            masked.Write(isText ? MaskText(value[from..to]) : _text.Mask.Apply(value[from..to]));
            done = to;
        }

        masked.Write(value[done..]);
        return masked.WrittenMemory;
    }

    /// <summary>Bytes of the next character, which must stay whole: an escape, two that make one character, or what UTF-8 makes of one.</summary>
    private static int Length(ReadOnlySpan<byte> text, bool isText)
    {
        if (!isText || text[0] is < 0x80 and not (byte)'\\')
        {
            return 1;
        }

        if (text is [(byte)'\\', ..])
        {
            return text is [_, (byte)'u', (byte)'d' or (byte)'D', (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B', _, _, (byte)'\\', (byte)'u', ..] ? 12
                : text is [_, (byte)'u', ..] ? 6 : 2;
        }

        var length = 1;
        while (length < text.Length && text[length] is >= 0x80 and < 0xC0)
        {
            length++;
        }

        return length;
    }

    private ReadOnlySpan<byte> MaskText(ReadOnlySpan<byte> text) =>
        text.Contains((byte)'\\') ? MaskedJson.Escape(_text.Mask.Apply(MaskedJson.Unescape(text))) : _text.Mask.Apply(text);
}
