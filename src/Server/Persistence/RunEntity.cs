using TapeDeck.Client.Ports;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Persistence;

/// <summary>A capture session or a replay, and what was last known of it.</summary>
public sealed class RunEntity
{
    public required string Id { get; init; }

    public required RunPurpose Purpose { get; init; }

    public required string Name { get; set; }

    /// <summary>The plan as its user wrote it.</summary>
    public required string PlanJson { get; init; }

    public required RunState State { get; set; }

    public string? Failure { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When this row was last written: the last sign of life of a run that the program's end interrupted.</summary>
    public required DateTimeOffset SavedAt { get; set; }

    /// <summary>The recording a capture writes or a replay reads.</summary>
    public string? RecordingId { get; set; }

    public string? ProgressJson { get; set; }

    public string? LedgerJson { get; set; }

    public List<string> Warnings { get; set; } = [];

    public List<string> Notes { get; set; } = [];
}
