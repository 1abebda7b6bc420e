using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>Makes the one-line summary of an exchange from its records.</summary>
public static class ExchangeSummarizer
{
    /// <summary>
    /// Summarises a request, its response, or both. The latency of a replayed response is its own; of an original one it is the time
    /// between the first packets of both messages (spec §1.2).
    /// </summary>
    /// <param name="number">Position in the recording or stream, from 0.</param>
    /// <param name="request">The request; null if only the response was seen.</param>
    /// <param name="response">The response; null if there is none (yet).</param>
    /// <exception cref="ArgumentNullException">Both are null.</exception>
    public static ExchangeSummary Summarize(long number, Record? request, Record? response)
    {
        var known = request ?? response ?? throw new ArgumentNullException(nameof(request));
        var asked = new RequestFacts(request?.Payload ?? default);
        var answered = new HttpResponseView(response?.Payload ?? default);
        return new ExchangeSummary
        {
            Number = number,
            Id = known.Id.ToString(),
            Timestamp = known.Timestamp,
            Method = MethodText(asked.Method),
            Target = Encoding.Latin1.GetString(asked.Target),
            Host = Encoding.Latin1.GetString(asked.Host),
            Status = answered.Status,
            RequestBytes = request?.Payload.Length ?? 0,
            ResponseBytes = response?.Payload.Length ?? 0,
            Latency = Latency(request, response),
            ContentType = Encoding.Latin1.GetString(MediaTypes.WithoutParameters(answered.Headers["Content-Type"u8])),
            Client = ClientAddress.Of(known, asked),
        };
    }

    private static long Latency(Record? request, Record? response) =>
        response is null ? -1
        : response.Kind == RecordKind.ReplayedResponse ? response.Latency
        : request is null ? -1
        : Math.Max(0, response.Timestamp - request.Timestamp);

    private static string MethodText(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("GET"u8) ? "GET" : method.SequenceEqual("POST"u8) ? "POST" : Encoding.Latin1.GetString(method);
}
