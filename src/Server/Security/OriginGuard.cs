using Microsoft.AspNetCore.Http.Features;

namespace TapeDeck.Server.Security;

/// <summary>
/// Keeps other sites from using a signed-in browser: requests that change something, and web sockets, must come from this server's own pages.
/// A program that sends the cookie itself proves that it is no foreign page with the header <c>X-TapeDeck</c>, which no page of another origin may send.
/// API tokens are exempt: a browser never adds them by itself.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next)
{
    public const string Header = "X-TapeDeck";

    public Task InvokeAsync(HttpContext context) => IsAllowed(context) ? next(context) : RefuseAsync(context);

    private static bool IsAllowed(HttpContext context)
    {
        var request = context.Request;
        var isSocket = IsSocket(context);
        if (IsSafe(request.Method) && !isSocket || context.User.Identity?.AuthenticationType == ApiTokenHandler.SchemeName)
        {
            return true;
        }

        if (request.Headers.Origin is [{ } origin])
        {
            return Uri.TryCreate(origin, UriKind.Absolute, out var from) && new HostString(from.Authority) == Normal(request);
        }

        return isSocket || context.User.Identity?.IsAuthenticated != true || request.Headers.ContainsKey(Header);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsSocket(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true || context.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect == true;

    /// <summary>The Host as an origin would write it: without the scheme's default port.</summary>
    private static HostString Normal(HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var self) ? new HostString(self.Authority) : request.Host;

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Detail = $"The request comes from another site. A program that uses the cookie sends the header {Header}: 1; better, it uses an API token." },
        }).AsTask();
    }
}
