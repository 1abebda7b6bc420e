using System.IO.Compression;
using System.Text;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Makes believable exchanges by number: the same number always gives the same exchange.</summary>
public static class SampleTraffic
{
    /// <summary>18:00:00 UTC on 17 March 2026, in nanoseconds.</summary>
    public const long Start = 1_773_770_400_000_000_000;

    private static readonly (string Method, string Target, string Host, int Status, string Type)[] s_kinds =
    [
        ("GET", "/v2/search?q=trail+running+shoes&page={0}", "api.shop.example", 200, "application/json"),
        ("GET", "/v2/products/sku-{0}/recommendations", "api.shop.example", 200, "application/json"),
        ("POST", "/v2/carts/c_7Hq2mP/items", "api.shop.example", 201, "application/json"),
        ("GET", "/v2/categories/outdoor/tents", "m.shop.example", 304, ""),
        ("PUT", "/v2/carts/c_7Hq2mP/shipping", "api.shop.example", 200, "application/json"),
        ("POST", "/v2/payments/authorize", "pay.shop.example", 402, "application/json"),
        ("GET", "/assets/img/product-{0}.png", "m.shop.example", 200, "image/png"),
        ("POST", "/v2/checkout", "api.shop.example", 502, "text/html"),
        ("POST", "/login?next=%2Faccount", "shop.example", 303, "text/html"),
        ("PATCH", "/v2/customers/me/addresses/a_19", "m.shop.example", 200, "application/json"),
        ("DELETE", "/v2/carts/c_Xw81Lk/items/3", "api.shop.example", 204, ""),
        ("GET", "/v2/products/sku-77120", "m.shop.example", 404, "application/problem+json"),
        ("OPTIONS", "/v2/checkout", "api.shop.example", 0, ""),
        ("GET", "/v2/reports/2026/q1/summary-of-everything-that-happened-in-the-warehouse/and-some-more.csv?columns=id,name,stock&sort=-stock", "api.shop.example", 200, "text/csv"),
    ];

    /// <summary>What the traffic would add up to, roughly.</summary>
    public static IReadOnlyList<EndpointFigures> Endpoints { get; } =
    [
        Endpoint("GET", "api.shop.example", "/v2/search", 41_208, 120, 0, 84),
        Endpoint("GET", "api.shop.example", "/v2/products/{token}/recommendations", 20_551, 12, 3, 132),
        Endpoint("POST", "pay.shop.example", "/v2/payments/authorize", 2_904, 611, 40, 912),
    ];

    private static EndpointFigures Endpoint(string method, string host, string template, long exchanges, long errors, long unanswered, long p50) => new()
    {
        Key = new EndpointKey(method, host, template),
        Exchanges = exchanges,
        Errors = errors,
        Unanswered = unanswered,
        P50 = p50 * 1_000_000,
        P95 = p50 * 3_000_000,
        P99 = p50 * 7_000_000,
        RequestBytes = exchanges * 300,
        ResponseBytes = exchanges * 2_000,
    };

    /// <summary>A one-pixel PNG.</summary>
    public static byte[] Png { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    public static ExchangeSummary Summary(long number)
    {
        var (method, target, host, status, type) = s_kinds[(int)(number * 5 % s_kinds.Length)];
        var latency = status == 0 ? -1 : (40 + number * 7919 % 260 + (status >= 500 ? 900 : status == 402 ? 400 : 0)) * 1_000_000 + number % 1_000_000;
        return new ExchangeSummary
        {
            Number = number,
            Id = $"{number * 2654435761 % 0xffffffff:x8}{number:x16}",
            Timestamp = Start + number * 31_000_000,
            Method = method,
            Target = string.Format(System.Globalization.CultureInfo.InvariantCulture, target, number % 90_000),
            Host = host,
            Status = status,
            RequestBytes = 320 + number % 90,
            ResponseBytes = status is 0 ? 0 : status is 204 or 304 ? 180 : 400 + number * 7907 % 60_000,
            Latency = latency,
            ContentType = type,
            Client = $"203.0.113.{number % 250}:{40_000 + number % 20_000}",
        };
    }

    public static ExchangeContent Content(long number) => Content(Summary(number));

    public static ExchangeContent Content(ExchangeSummary summary) => new(summary, Request(summary), summary.Status == 0 ? null : Response(summary));

    private static Record Request(ExchangeSummary summary)
    {
        var body = summary switch
        {
            { Target: "/v2/checkout", Method: "POST" } => """{"cartId":"c_7Hq2mP","currency":"EUR","total":12345678901234567890.10,"items":[{"sku":"88213","qty":1},{"sku":"90117","qty":2}],"acceptTerms":true,"note":null}""",
            { Method: "POST", Host: "shop.example" } => "user=mira%40example.org&password=correct+horse&remember=on",
            { Method: "POST" or "PUT" or "PATCH" } => """{"id":9007199254740993,"id":2,"name":"Trail runner","tags":["new","sale"]}""",
            _ => "",
        };
        var type = body.Length == 0 ? "" : body[0] == '{' ? "Content-Type: application/json\r\n" : "Content-Type: application/x-www-form-urlencoded\r\n";
        var length = body.Length == 0 ? "" : $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n";
        return Message(summary, RecordKind.Request,
            $"{summary.Method} {summary.Target} HTTP/1.1\r\nHost: {summary.Host}\r\nUser-Agent: ShopApp/8.14.2 (iPhone; iOS 19.3; Scale/3.00)\r\nAccept: */*\r\nAccept-Encoding: gzip, br\r\n"
            + $"{type}{length}Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.sample\r\nX-Request-Id: req_{summary.Id}\r\n\r\n", Encoding.UTF8.GetBytes(body));
    }

    private static Record Response(ExchangeSummary summary)
    {
        var (body, extra) = Body(summary);
        return Message(summary, RecordKind.Response,
            $"HTTP/1.1 {summary.Status} {Reason(summary.Status)}\r\nServer: nginx/1.22.1\r\nDate: Tue, 17 Mar 2026 18:44:07 GMT\r\n"
            + (summary.ContentType.Length > 0 ? $"Content-Type: {summary.ContentType}\r\n" : "") + extra
            + $"Content-Length: {body.Length}\r\nSet-Cookie: session=8c2f; HttpOnly\r\nSet-Cookie: theme=dark\r\n\r\n", body);
    }

    private static (byte[] Body, string Headers) Body(ExchangeSummary summary) => summary.ContentType switch
    {
        "image/png" => (Png, ""),
        "text/html" => (Encoding.UTF8.GetBytes("<!doctype html>\n<title>502 Bad Gateway</title>\n<script>window.__xss = 1</script>\n<h1>502 Bad Gateway</h1>\n"), ""),
        "text/csv" => (Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 6000).Select(i => $"{i},Product {i},{i * 31 % 400}\n"))), ""),
        "application/json" => (Gzip("""{"page":1,"total":18446744073709551616,"results":[{"sku":"88213","name":"Zelt “Fjell” 3P","price":429.00,"stock":{"berlin":4,"oslo":0}},{"sku":"90117","name":"Laufweste 🏃","price":1.5e2,"stock":{}}],"next":null,"cached":false}"""), "Content-Encoding: gzip\r\n"),
        "application/problem+json" => (Encoding.UTF8.GetBytes("""{"type":"about:blank","title":"Not Found","status":404,"detail":"No product sku-77120."}"""), ""),
        _ => ([], ""),
    };

    private static byte[] Gzip(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return buffer.ToArray();
    }

    private static Record Message(ExchangeSummary summary, RecordKind kind, string head, byte[] body) => new()
    {
        Kind = kind,
        Id = RecordId.From(summary.Id),
        Timestamp = summary.Timestamp + (kind == RecordKind.Request ? 0 : Math.Max(0, summary.Latency)),
        Latency = 180_000,
        Payload = (byte[])[.. Encoding.Latin1.GetBytes(head), .. body],
    };

    private static string Reason(int status) => status switch
    {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        303 => "See Other",
        304 => "Not Modified",
        402 => "Payment Required",
        404 => "Not Found",
        502 => "Bad Gateway",
        _ => "Unknown",
    };
}
