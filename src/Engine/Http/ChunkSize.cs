namespace TapeDeck.Engine.Http;

/// <summary>Reads the size in a chunk's first line (RFC 9112 §7.1).</summary>
internal static class ChunkSize
{
    /// <summary>
    /// Reads the hexadecimal size; what follows it after white space or a semicolon is an extension. False if there is no number,
    /// it does not fit, or it is followed by anything else.
    /// </summary>
    /// <param name="line">The line without its line end.</param>
    /// <param name="size">Bytes of the chunk; 0 for the last one.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, out long size)
    {
        size = 0;
        var digits = 0;
        for (; digits < line.Length && HexValue(line[digits]) is var value and >= 0; digits++)
        {
            if (size > long.MaxValue >> 4)
            {
                return false;
            }

            size = (size << 4) | (long)value;
        }

        return digits > 0 && (digits == line.Length || line[digits] is (byte)';' or (byte)' ' or (byte)'\t');
    }

    private static int HexValue(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => value - '0',
        >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
        _ => -1,
    };
}
