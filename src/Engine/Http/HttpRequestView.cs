namespace TapeDeck.Engine.Http;

/// <summary>The parts of a request payload, found when asked for. Never fails: parts that are not there are empty.</summary>
public readonly struct HttpRequestView
{
    private readonly ReadOnlyMemory<byte> _payload;

    /// <summary>A view of a request as on the wire.</summary>
    public HttpRequestView(ReadOnlyMemory<byte> payload) => _payload = payload;

    /// <summary>The method token as sent.</summary>
    public ReadOnlySpan<byte> Method => Line.Method;

    /// <summary>The request target as sent: path and query, an absolute URL, an authority, or an asterisk (RFC 9112 §3.2).</summary>
    public ReadOnlySpan<byte> Target => Line.Target;

    /// <summary>The version as sent, such as <c>HTTP/1.1</c>.</summary>
    public ReadOnlySpan<byte> Version => Line.Version;

    /// <summary>The Host header, or the authority of an absolute target, or the target of a CONNECT; empty when absent.</summary>
    public ReadOnlySpan<byte> Host
    {
        get
        {
            var target = Target;
            var scheme = target.IndexOf("://"u8);
            if (scheme <= 0 || target[0] == '/')
            {
                return Headers.TryFind("Host"u8, out var host) ? host : Method.SequenceEqual("CONNECT"u8) ? target : [];
            }

            var authority = target[(scheme + 3)..];
            var end = authority.IndexOfAny("/?#"u8);
            return end < 0 ? authority : authority[..end];
        }
    }

    /// <summary>The headers.</summary>
    public HeaderBlock Headers => MessageParts.Headers(_payload);

    /// <summary>Start line, headers and blank line.</summary>
    public ReadOnlyMemory<byte> Head => _payload[..MessageParts.HeadLength(_payload.Span)];

    /// <summary>The body with its codings, as on the wire.</summary>
    public ReadOnlyMemory<byte> Body => _payload[MessageParts.HeadLength(_payload.Span)..];

    private RequestLine Line => new(_payload.Span);
}
