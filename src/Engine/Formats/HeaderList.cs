using System.Text;
using System.Text.Unicode;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Formats;

/// <summary>The headers of a message as text.</summary>
public static class HeaderList
{
    /// <summary>In wire order, names as sent. Values are bytes; where they are UTF-8 they are read as such.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(HeaderBlock headers) => Of(headers.GetEnumerator());

    /// <inheritdoc cref="Of(HeaderBlock)"/>
    public static IReadOnlyList<(string Name, string Value)> Of(HeaderReader headers)
    {
        var list = new List<(string, string)>();
        foreach (var header in headers)
        {
            list.Add((Encoding.Latin1.GetString(header.Name), TextOf(header.Value)));
        }

        return list;
    }

    internal static string TextOf(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}
