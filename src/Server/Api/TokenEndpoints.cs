using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Api;

/// <summary>API tokens.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens.MapGet("", ListAsync).WithName("listTokens").WithSummary("All API tokens.")
            .WithDescription("Newest first, without their secrets.").ProducesPageOf<ApiTokenView>();
        tokens.MapPost("", CreateAsync).WithName("createToken").WithSummary("Makes a token.")
            .WithDescription("Its secret is in this answer and never shown again.")
            .Produces<NewApiToken>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        tokens.MapDelete("/{id}", RevokeAsync).WithName("revokeToken").WithSummary("Revokes a token at once.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageParameters page, IApiTokens tokens, CancellationToken cancellationToken) =>
        page.Page(await tokens.ListAsync(cancellationToken), ListOrder<ApiTokenView>.NewestFirst(token => (token.CreatedAt, token.Id)), token => token);

    private static async Task<IResult> CreateAsync(NewTokenRequest request, IApiTokens tokens, CancellationToken cancellationToken)
    {
        var answer = await tokens.CreateAsync(request.Name, request.Lifetime, cancellationToken);
        return answer.Succeeded ? Results.Created($"{ApiSetup.Base}/tokens/{answer.Value!.Token.Id}", answer.Value) : ApiProblems.Unprocessable(answer.Faults);
    }

    private static async Task<IResult> RevokeAsync(string id, IApiTokens tokens, CancellationToken cancellationToken) =>
        await tokens.RevokeAsync(id, cancellationToken) ? Results.NoContent() : ApiProblems.NotFound("token");
}

/// <summary>What a new token is to be.</summary>
/// <param name="Name">A name to recognise it by.</param>
/// <param name="Lifetime">How long it works, such as <c>720h</c>; left out: until it is revoked.</param>
internal sealed record NewTokenRequest(string Name, TimeSpan? Lifetime = null);
