using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Ports;

/// <summary>Whether a run records live traffic or replays a recording.</summary>
public enum RunPurpose
{
    Capture,
    Replay,
}

/// <summary>A capture session or a replay as pages and the API show it.</summary>
public sealed record RunView
{
    public required string Id { get; init; }

    public required RunPurpose Purpose { get; init; }

    public required string Name { get; init; }

    /// <summary>The plan as its user wrote it, without what the server adds.</summary>
    public required Plan Plan { get; init; }

    public required RunState State { get; init; }

    /// <summary>Why the run failed; null otherwise.</summary>
    public string? Failure { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The recording a capture writes or a replay reads.</summary>
    public string? RecordingId { get; init; }

    public RunProgress Progress { get; init; } = new();

    public IReadOnlyList<LedgerEntry> Ledger { get; init; } = [];

    /// <summary>What the person should know: kernel drops, damaged records, surprising rules.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What the capture really listens on: one line an interface with its filter.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public bool IsActive => State is RunState.Starting or RunState.Running or RunState.Paused or RunState.Stopping;
}
