namespace TapeDeck.EndToEnd.Tests;

/// <summary>Traffic with a bit of everything: enough pages to scroll, every kind of body, every class of status.</summary>
public static class SampleTraffic
{
    /// <summary>How many requests to <c>/page/…</c> come first.</summary>
    public const int Pages = 300;

    /// <summary>The JSON of the request to <c>/orders</c>.</summary>
    public const string Order = """{"order": 9007199254740993, "name": "Jürgen", "lines": [{"sku": "A-1", "price": 2.50}, {"sku": "B-2", "price": 10}]}""";

    /// <summary>The other requests in their order, after the pages: method, target, status.</summary>
    public static IReadOnlyList<(string Method, string Target, int Status)> Others { get; } =
    [
        ("GET", "/json", 200),
        ("GET", "/gzip.json", 200),
        ("GET", "/image.png", 200),
        ("GET", "/binary", 200),
        ("GET", "/form", 200),
        ("POST", "/orders", 200),
        ("POST", "/contact", 200),
        ("DELETE", "/orders/7", 200),
        ("HEAD", "/page/head", 200),
        ("POST", "/attachments", 200),
        ("GET", "/status/204", 204),
        ("GET", "/status/302", 302),
        ("GET", "/status/404", 404),
        ("GET", "/status/500", 500),
    ];

    public static int Count => Pages + Others.Count;

    /// <summary>Sends all of it to a site, on one connection.</summary>
    public static Task SendAsync(Uri site) => Curl.SendAsync(
    [
        $"{site}page/[1-{Pages}]",
        .. Next($"{site}json"),
        .. Next("--compressed", $"{site}gzip.json"),
        .. Next($"{site}image.png", "--output", "/dev/null", $"{site}binary", "--output", "/dev/null", $"{site}form"),
        .. Next("--json", Order, $"{site}orders"),
        .. Next("--data-urlencode", "name=Jürgen M", "--data-urlencode", "city=K&L", $"{site}contact"),
        .. Next("--request", "DELETE", $"{site}orders/7"),
        .. Next("--head", $"{site}page/head"),
        .. Next("--form-string", "city=Köln am Rhein", "--form", $"order={Order.Replace(", ", ",", StringComparison.Ordinal)};type=application/json;filename=order <1>.json", $"{site}attachments"),
        .. Next($"{site}status/204", $"{site}status/302", $"{site}status/404", $"{site}status/500"),
    ]);

    private static string[] Next(params string[] arguments) => ["--next", "--silent", "--show-error", .. arguments];
}
