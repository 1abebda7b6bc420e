using System.Text;

namespace TapeDeck.Engine.Regexps;

/// <summary>
/// Bytes as text for .NET's regular expressions, one character a byte, so that positions agree and every byte survives.
/// Bytes from 0x80 become private-use characters: unlike Latin-1 letters they have no case and are no part of a word, so that
/// <c>\b</c> sees ASCII words only, as in Go.
/// </summary>
internal static class ByteText
{
    private const int HighByteOffset = 0xE000;

    /// <summary>The text of these bytes; <paramref name="text"/> has their length.</summary>
    public static void Decode(ReadOnlySpan<byte> bytes, Span<char> text)
    {
        Encoding.Latin1.GetChars(bytes, text);
        for (var rest = text; rest.IndexOfAnyInRange('\u0080', '\u00FF') is var next and >= 0; rest = rest[(next + 1)..])
        {
            rest[next] += (char)HighByteOffset;
        }
    }

    /// <summary>The text of these bytes.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length, bytes, static (text, source) => Decode(source, text));

    /// <summary>What a user wrote, as the text of its UTF-8 bytes.</summary>
    public static string FromUser(string text) => Decode(Encoding.UTF8.GetBytes(text));

    /// <summary>Back to the bytes.</summary>
    public static byte[] Encode(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }

        return bytes;
    }

    /// <summary>A pattern, also good inside a character class, that matches exactly this byte.</summary>
    public static string Pattern(int value) =>
        char.IsAsciiLetterOrDigit((char)value) ? ((char)value).ToString() : $"\\u{(value < 0x80 ? value : value + HighByteOffset):X4}";
}
