using System.Buffers;
using System.Globalization;
using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>Tells whether bytes are exactly one HTTP/1 request, and one that servers take.</summary>
internal static class RequestCheck
{
    private static readonly SearchValues<byte> s_controls = SearchValues.Create([.. Enumerable.Range(0, 32).Except(['\t', '\r', '\n']).Select(value => (byte)value), 0x7F]);

    /// <summary>What a receiver would stumble over: one sentence; null for nothing.</summary>
    public static string? WhyInvalid(ReadOnlySpan<byte> payload)
    {
        var scanner = HttpMessageScanner.ForRequests();
        var status = scanner.Scan(payload, out var consumed);
        return status switch
        {
            OperationStatus.InvalidData => "It is no HTTP request any more, or says its length in two ways.",
            _ when !scanner.HasHead => "Its head does not end.",
            OperationStatus.NeedMoreData when scanner.Framing == BodyFraming.Length =>
                string.Create(CultureInfo.InvariantCulture, $"Its Content-Length is {scanner.ContentLength}, its body has {payload.Length - scanner.HeadLength} bytes."),
            OperationStatus.NeedMoreData => "Its chunked body does not end.",
            _ when consumed < payload.Length && scanner.Framing == BodyFraming.Length =>
                string.Create(CultureInfo.InvariantCulture, $"Its Content-Length is {scanner.ContentLength}, its body has {payload.Length - scanner.HeadLength} bytes."),
            _ when consumed < payload.Length => string.Create(CultureInfo.InvariantCulture, $"{payload.Length - consumed} bytes follow the end that it declares."),
            _ => WhyBadHead(payload[..scanner.HeadLength]),
        };
    }

    /// <summary>Captures take what was sent as it is; servers are stricter (RFC 9112 §3, §5).</summary>
    private static string? WhyBadHead(ReadOnlySpan<byte> head)
    {
        var line = MessageParts.StartLine(head);
        var target = line[(line.IndexOf((byte)' ') + 1)..line.LastIndexOf((byte)' ')];
        if (target.ContainsAnyInRange((byte)0, (byte)' ') || target.Contains((byte)0x7F))
        {
            return "Its target holds a blank or a control character, which must be escaped (%20).";
        }

        if (!(target[0] is (byte)'/' or (byte)'*') && !line.StartsWith("CONNECT "u8) && target.IndexOf("://"u8) <= 0)
        {
            return "Its target begins neither with / nor with a scheme.";
        }

        var (lengths, codings) = (0, 0);
        foreach (var header in new HeaderReader(head[(head.IndexOf((byte)'\n') + 1)..]))
        {
            if (!MessageHeadParser.IsToken(Encoding.Latin1.GetString(header.Name)))
            {
                return $"The name of its header \"{Encoding.UTF8.GetString(header.Name)}\" holds a character that no name may hold.";
            }

            if (header.Value.ContainsAny(s_controls))
            {
                return $"Its header \"{Encoding.UTF8.GetString(header.Name)}\" holds a control character.";
            }

            lengths += Ascii.EqualsIgnoreCase(header.Name, "Content-Length"u8) ? 1 : 0;
            codings += Ascii.EqualsIgnoreCase(header.Name, "Transfer-Encoding"u8) ? 1 : 0;
        }

        return lengths > 0 && codings > 0 ? "It has both Content-Length and Transfer-Encoding." : null;
    }
}
