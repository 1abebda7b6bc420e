using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>Headers that tell how a body is framed, and are no longer true once it is another one.</summary>
internal static class FramingHeaders
{
    private const int MostDigits = 20;

    /// <summary>Whether a header is one of them. The first one's place is that of the new Content-Length.</summary>
    public static bool Contains(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8) || Ascii.EqualsIgnoreCase(name, "Content-Length"u8) || Ascii.EqualsIgnoreCase(name, "Trailer"u8);

    /// <summary>Writes the line that frames a plain body.</summary>
    public static void WriteLength(IBufferWriter<byte> message, int length)
    {
        message.Write("Content-Length: "u8);
        Utf8Formatter.TryFormat(length, message.GetSpan(MostDigits), out var digits);
        message.Advance(digits);
        message.Write("\r\n"u8);
    }
}
