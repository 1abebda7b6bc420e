using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.Routing.Template;

namespace TapeDeck.Server.Api;

/// <summary>
/// Another method on the address of an action is not possible (405): routing would take <c>GET /captures/1:start</c> for the capture of the id <c>1:start</c>, which nobody has.
/// </summary>
internal sealed class ActionAddresses : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>Behind the policies of the framework: what is left then would answer.</summary>
    public override int Order => int.MaxValue;

    /// <summary>The API, and the framework's own refusals, which have no route and name the methods of both addresses.</summary>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint is not RouteEndpoint route || route.RoutePattern.RawText?.StartsWith(ApiSetup.Base, StringComparison.Ordinal) == true);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (Methods(httpContext) is { Length: > 0 } methods && !methods.Contains(httpContext.Request.Method))
        {
            candidates.ReplaceEndpoint(0, Refusal(methods), null);
            for (var i = 0; i < candidates.Count; i++)
            {
                candidates.SetValidity(i, i == 0);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The methods of the action that has this address; none when it is that of no action.</summary>
    private static string[] Methods(HttpContext context)
    {
        var path = context.Request.Path;
        return path.Value?.LastIndexOf(':') is not { } colon || colon <= path.Value.LastIndexOf('/') ? [] :
        [
            .. context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText?.EndsWith("}" + path.Value[colon..], StringComparison.OrdinalIgnoreCase) == true
                    && new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(path, []))
                .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []),
        ];
    }

    private static Endpoint Refusal(string[] methods) => new(
        context =>
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = string.Join(", ", methods);
            return Task.CompletedTask;
        },
        EndpointMetadataCollection.Empty,
        "405 on the address of an action");
}
