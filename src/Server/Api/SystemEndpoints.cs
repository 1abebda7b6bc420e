using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;

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
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = SayNothing }).AllowAnonymous();
        app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { ResponseWriter = SayNothing }).AllowAnonymous();
    }

    private static Task SayNothing(HttpContext context, HealthReport report) => Task.CompletedTask;
}

/// <summary>Versions.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Runtime">The .NET runtime and the operating system.</param>
/// <param name="Api">Of this interface.</param>
internal sealed record VersionResource(string Version, string Runtime, string Api);
