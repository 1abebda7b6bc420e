using System.Text;

namespace TapeDeck.Client.Bodies;

/// <summary>The fields of a form body in the order sent, decoded for reading (WHATWG URL §5.1).</summary>
public static class FormFields
{
    public static IReadOnlyList<(string Name, string Value)> Read(string body) =>
    [
        .. body.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(field =>
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (Decode(field), "") : (Decode(field[..equals]), Decode(field[(equals + 1)..]));
        }),
    ];

    private static string Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.AddRange(text[i] == '+' ? " "u8.ToArray() : Encoding.UTF8.GetBytes(text, i, char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1));
                i += char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 1 : 0;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
