using System.Globalization;
using System.Text;

namespace TapeDeck.Client.Bodies;

/// <summary>Bytes as people read them: offset, sixteen bytes, their printable characters.</summary>
public static class HexDump
{
    private const int Width = 16;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var digits = bytes.Length > 0x10000 ? "x8" : "x4";
        var text = new StringBuilder(bytes.Length * 5);
        for (var offset = 0; offset < bytes.Length; offset += Width)
        {
            var row = bytes[offset..Math.Min(offset + Width, bytes.Length)];
            text.Append(offset.ToString(digits, CultureInfo.InvariantCulture)).Append("  ");
            for (var i = 0; i < Width; i++)
            {
                text.Append(i < row.Length ? row[i].ToString("x2", CultureInfo.InvariantCulture) : "  ").Append(' ');
            }

            text.Append(' ');
            foreach (var value in row)
            {
                text.Append(value is >= 0x20 and < 0x7F ? (char)value : '·');
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
