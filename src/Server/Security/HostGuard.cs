using System.Net;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Security;

/// <summary>
/// Answers only under names that are this server's own. A page of an attacker whose name was made to resolve to this machine
/// (DNS rebinding) sends its own name as Host, which is refused; a literal address cannot be rebound.
/// </summary>
internal sealed class HostGuard(RequestDelegate next, ServerOptions options)
{
    private readonly HashSet<string> _names = new(
        options.Hosts.Concat(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(url => BindingAddress.Parse(url.Trim()).Host)).Append("localhost"),
        StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context) => IsOwn(context.Request.Host.Host) ? next(context) : RefuseAsync(context);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Detail = $"This server does not answer as '{context.Request.Host.Host}'. Add the name to {ServerOptions.Section}:Hosts if it should." },
        }).AsTask();
    }

    private bool IsOwn(string host) => _names.Contains(host) || IPAddress.TryParse(host, out _);
}
