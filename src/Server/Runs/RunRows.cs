using System.Text.Json;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Runs;

/// <summary>Between a run's row and what pages and API see of it.</summary>
internal static class RunRows
{
    public static RunView View(RunEntity row) => new()
    {
        Id = row.Id,
        Purpose = row.Purpose,
        Name = row.Name,
        Plan = Read(row.PlanJson, new Plan()),
        State = row.State,
        Failure = row.Failure,
        CreatedAt = row.CreatedAt,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        RecordingId = row.RecordingId,
        Progress = Read(row.ProgressJson, new RunProgress()),
        Ledger = Read<IReadOnlyList<LedgerEntry>>(row.LedgerJson, []),
        Warnings = row.Warnings,
        Notes = row.Notes,
    };

    /// <summary>Writes what is known now into the row.</summary>
    public static void Apply(RunEntity row, RunView view, DateTimeOffset now)
    {
        row.State = view.State;
        row.Failure = view.Failure;
        row.StartedAt = view.StartedAt;
        row.EndedAt = view.EndedAt;
        row.RecordingId = view.RecordingId;
        row.ProgressJson = Write(view.Progress);
        row.LedgerJson = Write(view.Ledger);
        row.Warnings = [.. view.Warnings];
        row.Notes = [.. view.Notes];
        row.SavedAt = now;
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, PlanJson.Options);

    private static T Read<T>(string? json, T otherwise) => json is null ? otherwise : JsonSerializer.Deserialize<T>(json, PlanJson.Options) ?? otherwise;
}
