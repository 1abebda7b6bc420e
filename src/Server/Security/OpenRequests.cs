using System.Collections.Concurrent;
using System.Security.Claims;

namespace TapeDeck.Server.Security;

/// <summary>
/// The requests under way, by the sign-in or token they came with: web sockets and event streams, which last, would outlive a sign-out or a revoked token.
/// </summary>
internal sealed class OpenRequests : IMiddleware
{
    private readonly ConcurrentDictionary<HttpContext, string> _open = new();

    /// <inheritdoc/>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IdOf(context.User) is not { } who)
        {
            await next(context);
            return;
        }

        _open[context] = who;
        try
        {
            await next(context);
        }
        finally
        {
            _open.TryRemove(context, out _);
        }
    }

    /// <summary>Breaks off all requests of somebody.</summary>
    /// <param name="who">What <see cref="IdOf"/> says.</param>
    /// <param name="but">The request that asks for it.</param>
    public void End(string who, HttpContext? but = null)
    {
        foreach (var (request, owner) in _open)
        {
            if (owner == who && request != but)
            {
                request.Abort();
            }
        }
    }

    /// <summary>The sign-in of a browser or the token of a program; null for nobody.</summary>
    public static string? IdOf(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier);
}
