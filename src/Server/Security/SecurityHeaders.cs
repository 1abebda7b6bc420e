namespace TapeDeck.Server.Security;

/// <summary>What every answer tells the browser: no foreign content, no framing, no guessing of types, no address of this server to others.</summary>
internal static class SecurityHeaders
{
    /// <summary>MudBlazor sets style attributes, hence the inline styles; captured images are shown from data and blob addresses.</summary>
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static readonly object s_nonceKey = new();

    /// <summary>Allows the inline scripts of this one answer that bear the nonce.</summary>
    public static string AllowInlineScript(HttpContext context)
    {
        var nonce = SecretText.Create();
        context.Items[s_nonceKey] = $"; script-src 'self' 'nonce-{nonce}'";
        return nonce;
    }

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy + context.Items[s_nonceKey];
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin"; // With no-referrer, browsers send the login form with the origin "null", which the guard must refuse.
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return Task.CompletedTask;
        });
        return next(context);
    });
}
