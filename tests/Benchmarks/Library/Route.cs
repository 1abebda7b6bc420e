namespace TapeDeck.Benchmarks.Library;

/// <summary>One endpoint of the made-up traffic.</summary>
/// <param name="Method">The request method.</param>
/// <param name="Path">The path; <c>#</c> stands for a number, <c>@</c> for a UUID, <c>%</c> for 24 hexadecimal digits, <c>~</c> for a word out of many.</param>
/// <param name="Weight">How often it is asked for, against the others.</param>
/// <param name="Latency">Usual time to the response, milliseconds.</param>
/// <param name="Type">What it answers.</param>
internal sealed record Route(string Method, string Path, int Weight, double Latency, string Type)
{
    public static IReadOnlyList<Route> All { get; } =
    [
        new("GET", "/api/v1/users/#", 90, 12, "application/json"),
        new("GET", "/api/v1/users/#/orders", 60, 35, "application/json"),
        new("GET", "/api/v1/users/#/orders/#", 50, 18, "application/json"),
        new("POST", "/api/v1/users/#/orders", 20, 80, "application/json"),
        new("PUT", "/api/v1/users/#", 8, 45, "application/json"),
        new("DELETE", "/api/v1/users/#/sessions/@", 6, 20, "application/json"),
        new("GET", "/api/v1/products/@", 120, 9, "application/json"),
        new("GET", "/api/v1/products/@/reviews", 50, 25, "application/json"),
        new("POST", "/api/v1/products/@/reviews", 6, 60, "application/json"),
        new("GET", "/api/v1/search", 80, 140, "application/json"),
        new("GET", "/api/v2/catalog/~", 70, 30, "application/json"),
        new("GET", "/api/v2/catalog/~/prices", 40, 22, "application/json"),
        new("PATCH", "/api/v2/carts/%/lines/#", 25, 28, "application/json"),
        new("GET", "/api/v2/carts/%", 45, 11, "application/json"),
        new("POST", "/api/v2/carts", 18, 33, "application/json"),
        new("POST", "/api/v2/carts/%/checkout", 9, 420, "application/json"),
        new("GET", "/static/js/app.%.js", 30, 2, "application/javascript"),
        new("GET", "/static/css/site.css", 25, 2, "text/css"),
        new("GET", "/images/~/#.webp", 60, 4, "image/webp"),
        new("GET", "/", 35, 55, "text/html"),
        new("GET", "/health", 30, 1, "text/plain"),
        new("POST", "/graphql", 55, 65, "application/json"),
        new("POST", "/oauth/token", 14, 90, "application/json"),
        new("HEAD", "/api/v2/catalog/~", 5, 8, "application/json"),
        new("OPTIONS", "/api/v1/users/#", 7, 1, "text/plain"),
        new("GET", "/events/stream/@", 5, 900, "text/event-stream"),
        new("GET", "/reports/~/daily.csv", 4, 700, "text/csv"),
    ];
}
