namespace TapeDeck.Server.Api;

/// <summary>Actions of a whole list, such as <c>POST /rulesets:preview</c>.</summary>
internal static class ListActions
{
    /// <summary>Maps an action; another method on its address is not possible (405), which routing would take for the address of a page.</summary>
    public static RouteHandlerBuilder MapListAction(this IEndpointRouteBuilder api, string pattern, Delegate act)
    {
        api.Map(pattern, RefuseAsync).ExcludeFromDescription();
        return api.MapPost(pattern, act);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType; // nothing else leads a POST here
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = HttpMethods.Post;
        return Task.CompletedTask;
    }
}
