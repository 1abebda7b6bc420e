using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Pages.Dashboard;

/// <summary>What runs now, how it goes, and what was recorded lately.</summary>
public sealed class DashboardViewModel(IRuns runs, IRecordings recordings)
{
    private const int RecentCount = 8;

    /// <summary>Whether the first answer has come.</summary>
    public bool IsLoaded { get; private set; }

    public IReadOnlyList<RunView> Captures { get; private set; } = [];

    public IReadOnlyList<RunView> Replays { get; private set; } = [];

    public IReadOnlyList<RecordingView> Recent { get; private set; } = [];

    /// <summary>Replays that have ended, the latest first.</summary>
    public IReadOnlyList<RunView> Ended { get; private set; } = [];

    public int ReplayCount { get; private set; }

    public int RecordingCount { get; private set; }

    /// <summary>Whether nothing was ever captured, recorded or replayed.</summary>
    public bool IsFresh { get; private set; }

    public double CaptureRate => Captures.Where(run => run.State == RunState.Running).Sum(run => run.Progress.RequestsPerSecond);

    public double ReplayRate => Replays.Sum(run => run.Progress.RequestsPerSecond);

    /// <summary>Running captures and replays that lost something.</summary>
    public IEnumerable<(RunView Run, Loss Loss)> Losses => Captures.Concat(Replays).Select(run => (run, Loss.Of(run.Ledger))).Where(pair => pair.Item2.Total > 0);

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var captures = await runs.ListAsync(RunPurpose.Capture, cancellationToken);
        var replays = await runs.ListAsync(RunPurpose.Replay, cancellationToken);
        var all = await recordings.ListAsync(cancellationToken);
        Captures = [.. captures.Where(run => run.IsActive)];
        Replays = [.. replays.Where(run => run.IsActive)];
        Ended = [.. replays.Where(run => !run.IsActive).Take(RecentCount)];
        ReplayCount = replays.Count;
        Recent = [.. all.Take(RecentCount)];
        RecordingCount = all.Count;
        IsFresh = captures.Count == 0 && replays.Count == 0 && all.Count == 0;
        IsLoaded = true;
    }
}
