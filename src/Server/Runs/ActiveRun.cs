using TapeDeck.Client.Ports;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Runs;

/// <summary>A run that goes on in this process, and what the database knows of it.</summary>
internal sealed class ActiveRun(RunView stored, Run run, IReplayOutcomeStore? outcomes) : IAsyncDisposable
{
    private DateTimeOffset? _endedAt;

    public string Id => stored.Id;

    public RunPurpose Purpose => stored.Purpose;

    public string? RecordingId => stored.RecordingId;

    public Run Run => run;

    /// <summary>Ends when the run is over and all about it is stored.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>Whether all about it is stored, as far as that can be done now. Until then a run that is over is shown as stopping: who sees its end finds its results.</summary>
    public bool IsSettled { get; set; }

    /// <summary>The state to show; asked for once, since it may become final at any moment.</summary>
    private RunState State =>
        run.State is var state && !IsSettled && state is RunState.Completed or RunState.Stopped or RunState.Failed ? RunState.Stopping : state;

    /// <summary>How it stands at this moment.</summary>
    public RunView View() => stored with
    {
        State = State,
        Failure = run.Failure,
        EndedAt = _endedAt,
        Progress = run.Progress(),
        Ledger = run.Ledger.Snapshot(),
        Warnings = run.Warnings,
        Notes = run.Notes,
    };

    public void MarkEnded(DateTimeOffset now) => _endedAt = now;

    public async ValueTask DisposeAsync()
    {
        await run.DisposeAsync();
        if (outcomes is not null)
        {
            await outcomes.DisposeAsync();
        }
    }
}
