using System.Globalization;

namespace TapeDeck.Server.Api.Samples;

/// <summary>What is in a recording: exchanges, endpoints, values, the course of time.</summary>
internal static class ExchangeSamples
{
    private static readonly ExchangeResource s_exchange = new()
    {
        Number = "0",
        Id = SampleValues.Exchange,
        Time = SampleValues.Instant(0.5),
        Method = "POST",
        Target = "/api/orders?dry=1",
        Host = "shop.example.com",
        Status = 201,
        RequestBytes = 412,
        ResponseBytes = 196,
        Latency = TimeSpan.FromMilliseconds(12.5),
        ContentType = "application/json",
        Client = "192.0.2.17",
        Connection = SampleValues.Exchange[..20],
    };

    private static readonly ExchangeResource s_unanswered = s_exchange with
    {
        Number = "1", Id = "2c3d4e5f60718293a4b5c6d7e8f9011b", Time = SampleValues.Instant(0.51), Method = "GET", Target = "/api/orders/4711",
        Status = null, RequestBytes = 118, ResponseBytes = 0, Latency = null, ContentType = null, Connection = "2c3d4e5f60718293a4b5",
    };

    public static void AddTo(SampleSet set)
    {
        set.Add(s_exchange);
        set.Add(new ExchangeWindowResource([s_exchange, s_unanswered], 0, 2, null, null));
        set.Add(new ExchangeDetail(
            s_exchange,
            Message(s_exchange.Time, "POST /api/orders?dry=1 HTTP/1.1", 31, new HeaderResource("Host", s_exchange.Host), new HeaderResource("Content-Type", "application/json")),
            Message(SampleValues.Instant(0.5002), "HTTP/1.1 201 Created", 15, new HeaderResource("Content-Type", "application/json"))));
        set.Add(new EndpointResource
        {
            Method = "GET", Host = s_exchange.Host, Template = "/api/orders/{id}", Exchanges = 12_400, Errors = 31, Unanswered = 2,
            P50 = TimeSpan.FromMilliseconds(8.2), P95 = TimeSpan.FromMilliseconds(41), P99 = TimeSpan.FromMilliseconds(180), RequestBytes = 1_463_200, ResponseBytes = 9_920_000,
        });
        set.Add(new HistogramResource(SampleValues.Instant(0), TimeSpan.FromMinutes(1), [new SpanResource([0, 0, 291, 4, 7, 1]), new SpanResource([2, 0, 305, 6, 3, 0])]));
        set.Add(new FieldResource("status", "Status code of the response.", [":", ">=", "<="], "status:5xx"));
        set.Add(new FieldValueResource("GET", 15_310), new FieldValueResource("POST", 2_894));
    }

    private static MessageResource Message(string time, string startLine, int bodyBytes, params IEnumerable<HeaderResource> headers) => new(
        time, startLine, [.. headers, new HeaderResource("Content-Length", bodyBytes.ToString(CultureInfo.InvariantCulture))], bodyBytes, Truncated: false, Incomplete: false);
}
