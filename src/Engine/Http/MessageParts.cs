namespace TapeDeck.Engine.Http;

/// <summary>Cuts a payload into start line, headers and body. Takes whatever is there: a payload without a blank line is all head.</summary>
internal static class MessageParts
{
    /// <summary>The bytes up to the first line end, without it.</summary>
    public static ReadOnlySpan<byte> StartLine(ReadOnlySpan<byte> payload)
    {
        var end = payload.IndexOf((byte)'\n');
        return WithoutReturn(end < 0 ? payload : payload[..end]);
    }

    /// <summary>A line, given without its line feed, without the carriage return before that.</summary>
    public static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line[..^1] : line;

    /// <summary>What follows the start line.</summary>
    public static HeaderBlock Headers(ReadOnlyMemory<byte> payload)
    {
        var end = payload.Span.IndexOf((byte)'\n');
        return new HeaderBlock(end < 0 ? default : payload[(end + 1)..]);
    }

    /// <summary>Bytes of start line, headers and blank line; all bytes if there is no blank line.</summary>
    public static int HeadLength(ReadOnlySpan<byte> payload)
    {
        for (var start = 0; payload[start..].IndexOf((byte)'\n') is var length and >= 0; start += length + 1)
        {
            if (length == 0 || (length == 1 && payload[start] == '\r'))
            {
                return start + length + 1;
            }
        }

        return payload.Length;
    }
}
