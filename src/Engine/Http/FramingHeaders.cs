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

    /// <summary>A message with another body, which has no transfer coding: its Content-Length stands where the first of these headers stood.</summary>
    /// <param name="head">Start line, headers and the empty line.</param>
    /// <param name="body">The body as it is to be sent.</param>
    /// <param name="dropsCoding">Whether the body has no content coding any more.</param>
    public static ReadOnlyMemory<byte> Reframe(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, bool dropsCoding)
    {
        var message = new ArrayBufferWriter<byte>(head.Length + body.Length + 32);
        var lineLength = head.IndexOf((byte)'\n') + 1;
        message.Write(head[..lineLength]);
        var fields = head[lineLength..];
        var hasLength = false;
        var written = 0;
        var reader = new HeaderReader(fields);
        while (reader.MoveNext())
        {
            if (!Contains(reader.Name) && !(dropsCoding && Ascii.EqualsIgnoreCase(reader.Name, "Content-Encoding"u8)))
            {
                continue;
            }

            message.Write(fields[written..reader.Start]);
            written = reader.End;
            if (!hasLength)
            {
                WriteLength(message, body.Length);
                hasLength = true;
            }
        }

        message.Write(fields[written..]);
        message.Write(body);
        return message.WrittenMemory;
    }

    /// <summary>Writes the line that frames a plain body.</summary>
    public static void WriteLength(IBufferWriter<byte> message, int length)
    {
        message.Write("Content-Length: "u8);
        Utf8Formatter.TryFormat(length, message.GetSpan(MostDigits), out var digits);
        message.Advance(digits);
        message.Write("\r\n"u8);
    }
}
