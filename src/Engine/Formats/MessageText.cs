using System.Buffers;
using System.Globalization;
using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Formats;

/// <summary>Writes an HTTP/1.1 message from parts that came from a file, and refuses what would make another message of it.</summary>
internal sealed class MessageText
{
    private static readonly SearchValues<char> s_forbidden = SearchValues.Create("\r\n\0");
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Begins with a start line.</summary>
    /// <exception cref="FormatException">It has line breaks.</exception>
    public MessageText(string startLine) => Append($"{Checked(startLine)}\r\n");

    /// <summary>Adds a header.</summary>
    /// <exception cref="FormatException">The name is none, or the value has line breaks.</exception>
    public void Header(string name, string value)
    {
        if (!MessageHeadParser.IsToken(name))
        {
            throw new FormatException($"'{name}' is no header name");
        }

        Append($"{name}: {Checked(value)}\r\n");
    }

    /// <summary>The message with its body.</summary>
    public ReadOnlyMemory<byte> End(ReadOnlySpan<byte> body)
    {
        _bytes.Write("\r\n"u8);
        _bytes.Write(body);
        return _bytes.WrittenMemory;
    }

    private static string Checked(string text) =>
        text.AsSpan().ContainsAny(s_forbidden) ? throw new FormatException("a line of a message has no line breaks") : text;

    private void Append(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture), _bytes);
}
