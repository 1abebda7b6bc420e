using System.Buffers;
using System.Globalization;

namespace TapeDeck.Engine.Http;

/// <summary>Tells whether bytes are exactly one HTTP/1 request.</summary>
internal static class RequestCheck
{
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
            _ => null,
        };
    }
}
