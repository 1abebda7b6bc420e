using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>
/// Takes the Expect header out of a recorded request (spec §4.5): the interim answer it asks for is not recorded, and a replay that waits for one
/// would stand still.
/// </summary>
internal static class ExpectHeader
{
    /// <summary>The message without its Expect header lines.</summary>
    public static ReadOnlyMemory<byte> Remove(ReadOnlyMemory<byte> message, int headLength, PayloadBlocks blocks)
    {
        var head = message.Span[..headLength];
        var kept = blocks.Take(message.Length);
        var length = 0;
        while (!head.IsEmpty)
        {
            var line = head[..(head.IndexOf((byte)'\n') + 1)];
            head = head[line.Length..];
            if (!IsExpect(line))
            {
                line.CopyTo(kept.Span[length..]);
                length += line.Length;
            }
        }

        message.Span[headLength..].CopyTo(kept.Span[length..]);
        return kept[..(length + message.Length - headLength)];
    }

    private static bool IsExpect(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        return colon > 0 && Ascii.EqualsIgnoreCase(line[..colon].Trim(" \t"u8), "expect"u8);
    }
}
