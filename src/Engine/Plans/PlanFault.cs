namespace TapeDeck.Engine.Plans;

/// <summary>One thing that is wrong with a plan.</summary>
/// <param name="Path">JSON pointer (RFC 6901) of the part at fault, such as <c>/inputs/0/filter</c>.</param>
/// <param name="Message">What is wrong and what would be right: one sentence for the person who wrote it.</param>
public sealed record PlanFault(string Path, string Message)
{
    /// <summary>The character of the text at <see cref="Path"/> at which it goes wrong, from 1; null when that is the whole text.</summary>
    public int? Column { get; init; }

    /// <summary>
    /// Whether the plan is in order and the machine refuses: a port in use, a right that is missing, a folder that is not there. The same plan may work
    /// elsewhere or later.
    /// </summary>
    public bool IsRefusal { get; init; }

    /// <summary>A fault that is the machine's.</summary>
    public static PlanFault Refusal(string path, string message) => new(path, message) { IsRefusal = true };
}

/// <summary>Thrown when a plan cannot work; carries every fault found, not just the first.</summary>
public sealed class PlanException : Exception
{
    /// <summary>A plan with these faults; at least one.</summary>
    public PlanException(IReadOnlyList<PlanFault> faults)
        : base(string.Join(Environment.NewLine, faults.Select(fault => $"{fault.Path}: {fault.Message}"))) => Faults = faults;

    /// <summary>Every fault found.</summary>
    public IReadOnlyList<PlanFault> Faults { get; }
}
