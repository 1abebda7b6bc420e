using TapeDeck.Client.Ports;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Api;

/// <summary>A capture session or a replay: what was asked for, and how it stands.</summary>
internal sealed record RunResource(string Id, string Name, DateTimeOffset CreatedAt, RunSpecification Spec, RunStatus Status) : IMutableResource
{
    public object Decided() => new { Name, Spec.Plan, State = Status.State == RunState.Starting ? RunState.Running : Status.State, Status.Progress.Speed };

    public static RunResource From(RunView run) => new(run.Id, run.Name, run.CreatedAt, new RunSpecification(run.Plan), RunStatus.From(run));
}

/// <summary>What was asked for.</summary>
internal sealed record RunSpecification(Plan Plan);

/// <summary>How a run stands.</summary>
internal sealed record RunStatus
{
    public required RunState State { get; init; }

    /// <summary>Why it failed; absent otherwise.</summary>
    public string? Failure { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The recording a capture writes or a replay reads.</summary>
    public string? RecordingId { get; init; }

    public required RunProgress Progress { get; init; }

    /// <summary>What a person should know: losses, damaged records, surprising rules.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What a capture really listens on.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public static RunStatus From(RunView run) => new()
    {
        State = run.State,
        Failure = run.Failure,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        RecordingId = run.RecordingId,
        Progress = run.Progress,
        Warnings = run.Warnings,
        Notes = run.Notes,
    };
}

/// <summary>A capture or replay to be made.</summary>
/// <param name="Name">A name for lists; left out: made from the time.</param>
/// <param name="Plan">Inputs, rules, outputs, limits.</param>
/// <param name="Start">Whether to start it at once.</param>
internal sealed record NewRunRequest(Plan Plan, string? Name = null, bool Start = false);

/// <summary>What may be changed while a replay runs.</summary>
/// <param name="Speed">The new pace, such as <c>200%</c> or <c>max</c>.</param>
internal sealed record ReplayChange(ReplaySpeed Speed);

/// <summary>A plan to be checked.</summary>
internal sealed record PlanToValidate(Plan Plan, RunPurpose Purpose = RunPurpose.Capture);

/// <summary>What is wrong with a plan.</summary>
internal sealed record PlanVerdict(bool Valid, IReadOnlyList<ApiFault> Errors);

/// <summary>The accounts of a run.</summary>
internal sealed record LedgerResource(IReadOnlyList<LedgerEntry> Accounts);
