using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api;

/// <summary>Plans by themselves: what is wrong with one, and one as a command line of GoReplay and back.</summary>
internal static class PlanEndpoints
{
    public static void MapPlans(this IEndpointRouteBuilder api)
    {
        var plans = api.MapGroup("").WithTags("Plans");
        plans.MapListAction("/plans:validate", ValidateAsync).WithName("validatePlan")
            .WithSummary("Says what is wrong with a plan.").WithDescription("Nothing is stored and nothing sent.");
        plans.MapListAction("/plans:from-command-line", Read).WithName("planFromCommandLine")
            .WithSummary("Reads a gor or tapedeck command.").WithDescription("As pasted from a shell: quotes, continued lines, sudo. Nothing is run and no file is read.")
            .Produces<PlanOfCommand>().WithProblems(422);
        plans.MapListAction("/plans:to-command-line", WriteAsync).WithName("planToCommandLine")
            .WithSummary("Writes a plan as a command.").WithDescription("For a POSIX shell. What no option can say is named under missing.");
    }

    private static async Task<PlanVerdict> ValidateAsync(PlanToValidate request, [FromServices] IRuns runs, CancellationToken cancellationToken)
    {
        var faults = await runs.ValidateAsync(request.Purpose, request.Plan, cancellationToken);
        return new PlanVerdict(faults.Count == 0, [.. faults.Select(RunDoor.InRequest).Select(ApiFault.Of)]);
    }

    private static IResult Read(CommandToRead request, [FromServices] ICommandLines commandLines)
    {
        var read = commandLines.Read(request.Text);
        return read.Faults.Count > 0 ? ApiProblems.Unprocessable(read.Faults) : Results.Ok(new PlanOfCommand(read.Plan, read.Warnings));
    }

    private static async Task<CommandOfPlan> WriteAsync(PlanToWrite request, [FromServices] ICommandLines commandLines, CancellationToken cancellationToken)
    {
        var command = await commandLines.WriteAsync(request.Plan, cancellationToken);
        return new CommandOfPlan(command.Text, [.. command.Missing.Select(RunDoor.InRequest).Select(ApiFault.Of)]);
    }
}

/// <summary>A command to read.</summary>
/// <param name="Text">As pasted.</param>
internal sealed record CommandToRead(string Text);

/// <summary>What a command asks for.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Warnings">What is allowed and perhaps not meant.</param>
internal sealed record PlanOfCommand(Plan Plan, IReadOnlyList<string> Warnings);

/// <summary>A plan to write as a command.</summary>
/// <param name="Plan">The plan.</param>
internal sealed record PlanToWrite(Plan Plan);

/// <summary>A plan as a command.</summary>
/// <param name="Text">The command.</param>
/// <param name="Missing">What of the plan the command cannot say.</param>
internal sealed record CommandOfPlan(string Text, IReadOnlyList<ApiFault> Missing);
