using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.StaticAssets;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Security;

/// <summary>Who may come in: a browser with the cookie or a program with a token, and nobody else.</summary>
internal static class SecuritySetup
{
    private const string CookieOrToken = "CookieOrToken";
    private static readonly string[] s_loginAssets = ["login.", "fonts/inter", "icon."];
    private static readonly TimeSpan s_cookieLifetime = TimeSpan.FromDays(14);

    public static IServiceCollection AddSecurity(this IServiceCollection services, DataDirectory directory)
    {
        services.AddDataProtection().SetApplicationName("TapeDeck").PersistKeysToFileSystem(new DirectoryInfo(directory.Keys));
        services.AddAuthentication(CookieOrToken)
            .AddPolicyScheme(CookieOrToken, null, options => options.ForwardDefaultSelector = context =>
                ApiTokenHandler.IsPresent(context.Request) ? ApiTokenHandler.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(Configure)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenHandler.SchemeName, null);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        return services
            .AddSingleton<LoginTokens>()
            .AddSingleton<LoginThrottle>()
            .AddSingleton<OpenRequests>()
            .AddSingleton<RememberedAnswers>()
            .AddSingleton<ApiTokens>()
            .AddSingleton<IApiTokens>(provider => provider.GetRequiredService<ApiTokens>());
    }

    public static void UseSecurity(this WebApplication app)
    {
        app.UseMiddleware<HostGuard>();
        app.UseAuthentication();
        app.UseMiddleware<OriginGuard>();
        app.UseMiddleware<OpenRequests>();
        app.UseAuthorization();
    }

    /// <summary>The login page's own stylesheet, font and icon.</summary>
    public static void AllowAnonymousForLogin(this StaticAssetsEndpointConventionBuilder assets) => assets.Add(endpoint =>
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path } && s_loginAssets.Any(asset => path.TrimStart('/').StartsWith(asset, StringComparison.Ordinal)))
        {
            endpoint.Metadata.Add(new AllowAnonymousAttribute());
        }
    });

    private static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "tapedeck";
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.HttpOnly = true;
        options.ExpireTimeSpan = s_cookieLifetime;
        options.SlidingExpiration = true;
        options.LoginPath = LoginEndpoints.Path;
        options.Events.OnRedirectToLogin = ChallengeAsync;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>A person is led to the login page; a program is told 401.</summary>
    private static Task ChallengeAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsGet(request.Method) || !request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            response.Headers.WWWAuthenticate = "Bearer";
            return Task.CompletedTask;
        }

        if (request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            response.ContentType = "text/html; charset=utf-8";
            response.Headers.CacheControl = "no-store";
            return response.WriteAsync(LoginPage.Continue($"{request.Path}{request.QueryString}"), context.HttpContext.RequestAborted);
        }

        response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
