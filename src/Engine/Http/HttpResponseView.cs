using System.Buffers.Text;

namespace TapeDeck.Engine.Http;

/// <summary>The parts of a response payload, found when asked for. Never fails: parts that are not there are empty or 0.</summary>
public readonly struct HttpResponseView
{
    private readonly ReadOnlyMemory<byte> _payload;

    /// <summary>A view of a response as on the wire.</summary>
    public HttpResponseView(ReadOnlyMemory<byte> payload) => _payload = payload;

    /// <summary>The version as sent, such as <c>HTTP/1.1</c>.</summary>
    public ReadOnlySpan<byte> Version
    {
        get
        {
            var line = MessageParts.StartLine(_payload.Span);
            var end = line.IndexOf((byte)' ');
            return end < 0 ? line : line[..end];
        }
    }

    /// <summary>The status code; 0 when there is none.</summary>
    public int Status => Utf8Parser.TryParse(AfterVersion(), out int status, out var digits) && digits == 3 && status > 0 ? status : 0;

    /// <summary>The reason phrase; often empty.</summary>
    public ReadOnlySpan<byte> Reason
    {
        get
        {
            var rest = AfterVersion();
            var end = rest.IndexOf((byte)' ');
            return end < 0 ? [] : rest[(end + 1)..];
        }
    }

    /// <summary>The headers.</summary>
    public HeaderBlock Headers => MessageParts.Headers(_payload);

    /// <summary>Start line, headers and blank line.</summary>
    public ReadOnlyMemory<byte> Head => _payload[..MessageParts.HeadLength(_payload.Span)];

    /// <summary>The body with its codings, as on the wire.</summary>
    public ReadOnlyMemory<byte> Body => _payload[MessageParts.HeadLength(_payload.Span)..];

    private ReadOnlySpan<byte> AfterVersion()
    {
        var line = MessageParts.StartLine(_payload.Span);
        var start = line.IndexOf((byte)' ');
        return start < 0 ? [] : line[start..].TrimStart((byte)' ');
    }
}
