using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Api;

/// <summary>The program itself: version and health.</summary>
internal static class SystemEndpoints
{
    public static void MapSystem(this IEndpointRouteBuilder api)
    {
        api.MapGet("/interfaces", ([FromServices] ICaptureInterfaces interfaces, CancellationToken token) => interfaces.ListAsync(token))
            .WithName("listInterfaces").WithTags("System").WithSummary("What can be captured on.")
            .WithDescription("If nothing can, why, and the command that mends it.");
        api.MapGet("/version", () => new VersionResource(About.Version, About.Runtime, "v1")).WithName("getVersion").WithTags("System")
            .WithSummary("Version of the program, its runtime and this interface.");
    }

    /// <summary>For supervisors: no login, and nothing but yes or no.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz/live", () => Results.Ok()).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/healthz/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(IDbContextFactory<AppDbContext> databases, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Database.CanConnectAsync(cancellationToken) ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>Versions.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Runtime">The .NET runtime and the operating system.</param>
/// <param name="Api">Of this interface.</param>
internal sealed record VersionResource(string Version, string Runtime, string Api);
