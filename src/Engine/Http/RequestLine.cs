namespace TapeDeck.Engine.Http;

/// <summary>The first line of a request, taken apart in one go. Never fails: parts that are not there are empty.</summary>
internal readonly ref struct RequestLine
{
    /// <summary>Reads the first line of a request as on the wire.</summary>
    public RequestLine(ReadOnlySpan<byte> payload)
    {
        var end = payload.IndexOf((byte)'\n');
        var line = MessageParts.WithoutReturn(end < 0 ? payload : payload[..end]);
        Behind = end < 0 ? [] : payload[(end + 1)..];
        var method = line.IndexOf((byte)' ');
        Method = method < 0 ? line : line[..method];
        var rest = method < 0 ? [] : line[(method + 1)..].TrimEnd((byte)' ');
        var last = rest[(rest.LastIndexOf((byte)' ') + 1)..];
        Version = last.StartsWith("HTTP/"u8) ? last : [];
        Target = rest[..^Version.Length].Trim((byte)' ');
    }

    /// <summary>The method token as sent.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>The request target as sent: path and query, an absolute URL, an authority, or an asterisk (RFC 9112 §3.2).</summary>
    public ReadOnlySpan<byte> Target { get; }

    /// <summary>The version as sent, such as <c>HTTP/1.1</c>.</summary>
    public ReadOnlySpan<byte> Version { get; }

    /// <summary>What follows the line.</summary>
    public ReadOnlySpan<byte> Behind { get; }
}
