using System.Globalization;
using System.Text;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Http;

namespace TapeDeck.Server.Api;

/// <summary>One line about a request and its response. The same in lists, event streams and the hub.</summary>
internal sealed record ExchangeResource
{
    /// <summary>Position in the recording or the live stream, from 0.</summary>
    public required string Number { get; init; }

    /// <summary>The id that both messages share.</summary>
    public required string Id { get; init; }

    /// <summary>When the request's first packet was seen.</summary>
    public required string Time { get; init; }

    public required string Method { get; init; }

    public required string Target { get; init; }

    public required string Host { get; init; }

    /// <summary>Absent without a response.</summary>
    public int? Status { get; init; }

    public long RequestBytes { get; init; }

    public long ResponseBytes { get; init; }

    /// <summary>From the request's first packet to the response's first packet; absent without a response.</summary>
    public TimeSpan? Latency { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The client's address, as X-Real-IP, X-Forwarded-For, the connection or the id says; absent when unknown.</summary>
    public string? Client { get; init; }

    /// <summary>The connection on which the request came: the part of the id that its exchanges share.</summary>
    public required string Connection { get; init; }

    public static ExchangeResource From(ExchangeSummary exchange) => new()
    {
        Number = exchange.Number.ToString(CultureInfo.InvariantCulture),
        Id = exchange.Id,
        Time = Instants.FromNanoseconds(exchange.Timestamp),
        Method = exchange.Method,
        Target = exchange.Target,
        Host = exchange.Host,
        Status = exchange.Status == 0 ? null : exchange.Status,
        RequestBytes = exchange.RequestBytes,
        ResponseBytes = exchange.ResponseBytes,
        Latency = exchange.Latency < 0 ? null : TimeSpan.FromTicks(exchange.Latency / 100),
        ContentType = exchange.ContentType.Length == 0 ? null : exchange.ContentType,
        Client = exchange.Client.Length == 0 ? null : exchange.Client,
        Connection = exchange.Connection,
    };
}

/// <summary>An exchange with the heads of its messages; bodies have addresses of their own.</summary>
internal sealed record ExchangeDetail(ExchangeResource Exchange, MessageResource? Request, MessageResource? Response)
{
    public static ExchangeDetail From(ExchangeContent content) => new(
        ExchangeResource.From(content.Summary),
        content.Request is { } request ? MessageResource.From(request, new HttpRequestView(request.Payload).Head, new HttpRequestView(request.Payload).Headers) : null,
        content.Response is { } response ? MessageResource.From(response, new HttpResponseView(response.Payload).Head, new HttpResponseView(response.Payload).Headers) : null);
}

/// <summary>A message without its body.</summary>
/// <param name="Time">When its first packet was seen.</param>
/// <param name="StartLine">Request or status line, as on the wire.</param>
/// <param name="Headers">In wire order, repeated ones repeated.</param>
/// <param name="BodyBytes">Bytes of the body as on the wire.</param>
/// <param name="Truncated">Whether bytes beyond a size limit were cut off.</param>
/// <param name="Incomplete">Whether bytes are missing.</param>
internal sealed record MessageResource(
    string Time, string StartLine, IReadOnlyList<HeaderResource> Headers, long BodyBytes, bool Truncated, bool Incomplete)
{
    public static MessageResource From(Record record, ReadOnlyMemory<byte> head, HeaderBlock block)
    {
        var headers = new List<HeaderResource>();
        foreach (var header in block)
        {
            headers.Add(new HeaderResource(Encoding.Latin1.GetString(header.Name), Encoding.Latin1.GetString(header.Value)));
        }

        var line = head.Span[..Math.Max(0, head.Span.IndexOf((byte)'\n'))].TrimEnd((byte)'\r');
        return new MessageResource(
            Instants.FromNanoseconds(record.Timestamp),
            Encoding.Latin1.GetString(line),
            headers,
            record.Payload.Length - head.Length,
            record.Flags.HasFlag(RecordFlags.Truncated),
            record.Flags.HasFlag(RecordFlags.Incomplete));
    }
}

/// <summary>A header line.</summary>
internal sealed record HeaderResource(string Name, string Value);
