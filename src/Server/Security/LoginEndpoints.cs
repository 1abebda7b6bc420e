using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace TapeDeck.Server.Security;

/// <summary>Signing in and out.</summary>
internal static class LoginEndpoints
{
    public const string Path = "/login";
    private const int MaxFormBytes = 16 << 10; // Anybody may send one.

    public static void MapLogin(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(Path, SubmitAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/logout", (Delegate)LeaveAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string? token, string? returnUrl, LoginTokens tokens, LoginThrottle throttle)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (string.IsNullOrEmpty(token))
        {
            return Page(LoginPage.Form(Local(returnUrl), null), StatusCodes.Status200OK);
        }

        return await SignInAsync(context, token, tokens, throttle, returnUrl)
            ?? Page(LoginPage.Continue(Local(returnUrl)), StatusCodes.Status200OK);
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, LoginTokens tokens, LoginThrottle throttle)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || type.MediaType != "application/x-www-form-urlencoded")
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxFormBytes;
        }

        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var returnUrl = form["returnUrl"].ToString();
            return await SignInAsync(context, form["token"].ToString(), tokens, throttle, returnUrl) ?? new SeeOther(Local(returnUrl));
        }
        catch (InvalidDataException fault)
        {
            return Results.Problem(detail: fault.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<IResult> LeaveAsync(HttpContext context, OpenRequests open)
    {
        if (OpenRequests.IdOf(context.User) is { } who)
        {
            open.End(who, but: context);
        }

        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return new SeeOther(Path);
    }

    /// <summary>Null when signed in, else the page that says why not.</summary>
    private static async Task<IResult?> SignInAsync(HttpContext context, string token, LoginTokens tokens, LoginThrottle throttle, string? returnUrl)
    {
        using var lease = throttle.Acquire(context);
        if (!lease.IsAcquired)
        {
            context.Response.Headers.RetryAfter = "60";
            return Page(LoginPage.Form(Local(returnUrl), "Too many attempts. Wait a minute, then try again."), StatusCodes.Status429TooManyRequests);
        }

        if (!await tokens.RedeemAsync(token, context.RequestAborted))
        {
            return Page(LoginPage.Form(Local(returnUrl), "This token is not valid: it was used already, has expired, or is not complete."), StatusCodes.Status401Unauthorized);
        }

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, "owner"), new Claim(ClaimTypes.NameIdentifier, Guid.CreateVersion7().ToString("N"))], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
        return null;
    }

    private static IResult Page(string html, int status) => Results.Content(html, "text/html; charset=utf-8", statusCode: status);

    /// <summary>Only a path on this server; anything else leads to the start page.</summary>
    private static string Local(string? url) =>
        url is ['/', .. var rest] && rest is not ['/' or '\\', ..] && !url.AsSpan().ContainsAnyInRange('\0', '\u001f') ? url : "/";

    private sealed class SeeOther(string url) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = url;
            return Task.CompletedTask;
        }
    }
}

/// <summary>Ten attempts a minute from one address.</summary>
internal sealed class LoginThrottle : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = 10, Window = TimeSpan.FromMinutes(1) }));

    public RateLimitLease Acquire(HttpContext context) => _limiter.AttemptAcquire(context);

    public void Dispose() => _limiter.Dispose();
}
