using System.Buffers;
using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// Turns a recorded request into the bytes to send (spec §5.2): as recorded, but for Host, the target's path prefix and credentials, and the
/// headers that belonged to the recorded connection; for a proxy that reads the request, the target's origin goes in front (RFC 9112 §3.2.2). One
/// writer serves one connection; what it wrote holds until it writes again.
/// </summary>
internal sealed class RequestWriter(ReplayRoute route, bool keepsHost)
{
    /// <summary>Bodies up to this size share a send with their head; larger ones are sent from where they lie.</summary>
    private const int JoinedBodyBytes = 16 << 10;

    private readonly HttpMessageScanner _scanner = HttpMessageScanner.ForRequests();
    private readonly ArrayBufferWriter<byte> _head = new(2048);

    /// <summary>The head, and the body if it is short.</summary>
    public ReadOnlyMemory<byte> Head => _head.WrittenMemory;

    /// <summary>The body if it is not part of <see cref="Head"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The method.</summary>
    public ReadOnlySpan<byte> Method => _head.WrittenSpan[.._scanner.MethodLength];

    /// <summary>Whether the response will have no body whatever it declares.</summary>
    public bool IsHead { get; private set; }

    /// <summary>Whether it does no harm if the request arrives twice (RFC 9110 §9.2.2).</summary>
    public bool IsIdempotent { get; private set; }

    /// <summary>A copy of all that is to be sent.</summary>
    public byte[] Copy() => [.. Head.Span, .. Body.Span];

    /// <summary>Prepares a recorded request; returns why it cannot be sent, or null when it can.</summary>
    public LedgerReason? Write(Record request) =>
        (request.Flags & RecordFlags.Truncated) != 0 ? LedgerReason.TooLarge : Write(request.Payload);

    /// <summary>The same of a request that is whole as far as is known.</summary>
    public LedgerReason? Write(ReadOnlyMemory<byte> payload)
    {
        _head.ResetWrittenCount();
        Body = default;
        _scanner.Reset();
        switch (_scanner.Scan(payload.Span, out var length))
        {
            case OperationStatus.Done:
                break;
            case OperationStatus.NeedMoreData:
                return LedgerReason.Incomplete;
            default:
                return LedgerReason.Unparsable;
        }

        var head = payload.Span[.._scanner.HeadLength];
        var method = head[.._scanner.MethodLength];
        if (method.SequenceEqual("CONNECT"u8))
        {
            return LedgerReason.NotApplicable;
        }

        IsHead = method.SequenceEqual("HEAD"u8);
        IsIdempotent = IsHead || method.SequenceEqual("GET"u8) || method.SequenceEqual("PUT"u8) || method.SequenceEqual("DELETE"u8)
            || method.SequenceEqual("OPTIONS"u8) || method.SequenceEqual("TRACE"u8);
        WriteHead(head);
        WriteBody(payload[_scanner.HeadLength..length]);
        return null;
    }

    /// <summary>The part of an absolute target after its authority, which may be empty; the target itself if it is not absolute.</summary>
    private static ReadOnlySpan<byte> WithoutAuthority(ReadOnlySpan<byte> requestTarget, out bool wasAbsolute)
    {
        var scheme = requestTarget.IndexOf("://"u8);
        wasAbsolute = scheme > 0 && requestTarget[..scheme].IndexOfAny("/?#"u8) < 0;
        if (!wasAbsolute)
        {
            return requestTarget;
        }

        var authority = requestTarget[(scheme + 3)..];
        var end = authority.IndexOfAny("/?#"u8);
        return end < 0 ? [] : authority[end..];
    }

    private void WriteHead(ReadOnlySpan<byte> head)
    {
        var lineEnd = head.IndexOf((byte)'\n') + 1;
        var line = head[..lineEnd];
        var start = _scanner.MethodLength + 1;
        var end = line.TrimEnd("\r\n"u8).LastIndexOf((byte)' ');
        _head.Write(line[..start]);
        WriteTarget(line[start..end]);
        _head.Write(line[end..]);
        WriteHeaders(head[lineEnd..]);
    }

    private void WriteTarget(ReadOnlySpan<byte> requestTarget)
    {
        var path = WithoutAuthority(requestTarget, out var wasAbsolute);
        var isOptions = _head.WrittenSpan.SequenceEqual("OPTIONS "u8);
        if (wasAbsolute && path.IsEmpty && isOptions)
        {
            path = "*"u8; // RFC 9112 §3.2.4
        }

        var asksServer = isOptions && path is [(byte)'*'];
        if (route.IsRelayed)
        {
            _head.Write("http://"u8);
            _head.Write(route.Target.HostHeader.Span);
        }

        var lacksSlash = (wasAbsolute || route.IsRelayed) && !asksServer && path is not [(byte)'/', ..];
        if (lacksSlash || path is [(byte)'/', ..])
        {
            _head.Write(route.Target.PathPrefix.Span);
        }

        _head.Write(lacksSlash ? "/"u8 : []);
        _head.Write(asksServer && route.IsRelayed ? [] : path);
    }

    private void WriteHeaders(ReadOnlySpan<byte> headers)
    {
        var connection = new HopByHopHeaders(headers);
        var credentials = route.Target.Authorization.Span;
        var isAuthorized = credentials.IsEmpty;
        var written = 0;
        var reader = new HeaderReader(headers);
        while (reader.MoveNext())
        {
            var name = reader.Name;
            ReadOnlySpan<byte> value;
            if (!keepsHost && Ascii.EqualsIgnoreCase(name, "Host"u8))
            {
                value = route.Target.HostHeader.Span;
            }
            else if (!credentials.IsEmpty && Ascii.EqualsIgnoreCase(name, "Authorization"u8))
            {
                value = isAuthorized ? [] : credentials;
                isAuthorized = true;
            }
            else if (connection.Contains(name) || (route.IsRelayed && Ascii.EqualsIgnoreCase(name, "Proxy-Authorization"u8)))
            {
                value = [];
            }
            else
            {
                continue;
            }

            _head.Write(headers[written..reader.Start]);
            written = reader.End;
            if (!value.IsEmpty)
            {
                WriteField(name, value);
            }
        }

        _head.Write(headers[written..reader.End]);
        if (!isAuthorized)
        {
            WriteField("Authorization"u8, credentials);
        }

        if (route.IsRelayed && !route.Proxy!.Authorization.IsEmpty)
        {
            WriteField("Proxy-Authorization"u8, route.Proxy.Authorization.Span);
        }

        _head.Write(headers[reader.End..]);
    }

    private void WriteField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _head.Write(name);
        _head.Write(": "u8);
        _head.Write(value);
        _head.Write("\r\n"u8);
    }

    private void WriteBody(ReadOnlyMemory<byte> body)
    {
        if (body.Length <= JoinedBodyBytes)
        {
            _head.Write(body.Span);
        }
        else
        {
            Body = body;
        }
    }
}
