using System.Text.Json;

namespace TapeDeck.Engine.Rules;

/// <summary>Writes what is masked as JSON.</summary>
internal static class MaskedJson
{
    /// <summary>A text in quotes.</summary>
    public static byte[] Quote(ReadOnlySpan<byte> text) => [(byte)'"', .. Escape(text), (byte)'"'];

    /// <summary>The inside of a JSON string.</summary>
    public static byte[] Escape(ReadOnlySpan<byte> text) => JsonEncodedText.Encode(text).EncodedUtf8Bytes.ToArray();

    /// <summary>A number of other digits: the exponent keeps its letter, and no zero leads.</summary>
    /// <param name="number">As it was written.</param>
    /// <param name="shaped">With other digits, and another letter perhaps.</param>
    public static byte[] Number(ReadOnlySpan<byte> number, ReadOnlySpan<byte> shaped)
    {
        var result = shaped.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = number[i] is (byte)'e' or (byte)'E' ? number[i] : result[i];
        }

        var first = number[0] == '-' ? 1 : 0;
        if (result.AsSpan(first) is [(byte)'0', >= (byte)'0' and <= (byte)'9', ..])
        {
            result[first] = (byte)'1';
        }

        return result;
    }

    /// <summary>What the inside of a JSON string says; what is written, where that is half a character.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader([(byte)'"', .. text, (byte)'"']);
        reader.Read();
        var said = new byte[text.Length];
        try
        {
            return said[..reader.CopyString(said)];
        }
        catch (InvalidOperationException)
        {
            return text.ToArray();
        }
    }
}
