using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Ports;

/// <summary>Plans as command lines of GoReplay and back: "copy as command line", "paste a gor command".</summary>
public interface ICommandLines
{
    /// <summary>Reads a pasted command, with or without the program's name, quoted and continued as in a shell. Nothing is run and no file is read.</summary>
    PastedPlan Read(string text);

    /// <summary>Writes a plan as one command for a POSIX shell, without its secrets.</summary>
    Task<PlanCommand> WriteAsync(Plan plan, CancellationToken cancellationToken);

    /// <summary>Writes rules as options, without their secrets.</summary>
    PlanCommand WriteRules(IReadOnlyList<RulePlan> rules);
}

/// <summary>What a pasted command asks for.</summary>
/// <param name="Plan">The plan; only as good as the command when there are faults.</param>
/// <param name="Faults">What is wrong with the command, each naming its option.</param>
/// <param name="Warnings">What is allowed and perhaps not meant.</param>
public sealed record PastedPlan(Plan Plan, IReadOnlyList<PlanFault> Faults, IReadOnlyList<string> Warnings);

/// <summary>A plan as a command.</summary>
/// <param name="Text">The command, ready to paste.</param>
/// <param name="Missing">What of the plan the command cannot say, by JSON pointer into the plan.</param>
public sealed record PlanCommand(string Text, IReadOnlyList<PlanFault> Missing);
