using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Pages.Replays;

/// <summary>The recorded exchange of a replayed request.</summary>
/// <param name="RecordingId">The recording that was replayed.</param>
/// <param name="Content">The exchange; null when there is none.</param>
/// <param name="Note">Why there is none, or which of several it is; null when there is no question.</param>
public sealed record RecordedOriginal(string RecordingId, ExchangeContent? Content, string? Note = null)
{
    /// <summary>Whether the recording itself is not in the library any more.</summary>
    public bool IsRecordingGone { get; private init; }

    /// <summary>The recordings that a replay reads; none when it reads from elsewhere.</summary>
    public static IReadOnlyList<FileInputPlan> RecordingsOf(RunView run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return [.. run.Plan.Inputs.OfType<FileInputPlan>().Where(input => input.Recording is not null)];
    }

    /// <summary>Looks for the original in what the replay read. The records of an exchange keep their id when they are replayed.</summary>
    public static async Task<RecordedOriginal> FindAsync(RunView run, ExchangeSummary replayed, IRecordings recordings, IReplayResults results, CancellationToken cancellationToken)
    {
        RecordedOriginal? missing = null;
        foreach (var input in RecordingsOf(run))
        {
            var found = await recordings.FindAsync(input.Recording!, cancellationToken) is { } recording
                ? await FindAsync(run.Id, replayed, input, recording, recordings, results, cancellationToken)
                : new RecordedOriginal(input.Recording!, null, "The recording that was replayed is not in the library any more.") { IsRecordingGone = true };
            if (found.Content is not null)
            {
                return found;
            }

            missing ??= found;
        }

        return missing ?? throw new ArgumentException("The replay reads no recording.", nameof(run));
    }

    private static async Task<RecordedOriginal> FindAsync(
        string runId, ExchangeSummary replayed, FileInputPlan input, RecordingView recording, IRecordings recordings, IReplayResults results, CancellationToken cancellationToken)
    {
        if (!TrafficQuery.TryParse($"id={QueryQuotes.Quote(Format.Wire(replayed.Id))}", DateTimeOffset.UnixEpoch, out var sameId, out _))
        {
            return new RecordedOriginal(recording.Id, null, "The id of this request is too long to be looked for.");
        }

        var query = new ExchangeQuery { Query = sameId, From = input.From, To = input.To + 1, Count = 1 };
        var page = await recordings.ExchangesAsync(recording.Id, query, cancellationToken);
        string? which = null;
        if (page.Total > 1)
        {
            // Requests go out in the order of the recording, and again and again in it when the replay loops.
            var before = (await results.ListAsync(runId, new ReplayResultQuery { Id = replayed.Id, After = replayed.Number - 1, Count = 1 }, cancellationToken)).Start;
            var place = before % page.Total;
            page = await recordings.ExchangesAsync(recording.Id, query with { Start = place }, cancellationToken);
            which = $"{Format.Count(page.Total, "recorded exchange")} have this id: by the order of sending, this was number {Format.Count(place + 1)}.";
        }

        var content = page.Rows is [var row, ..] ? await recordings.ExchangeAsync(recording.Id, row.Number, cancellationToken) : null;
        return new RecordedOriginal(recording.Id, content, content is null ? WhyNot(recording) : which);
    }

    private static string WhyNot(RecordingView recording) => recording.State switch
    {
        RecordingState.Indexing => $"The index of ‘{recording.Name}’ is being built, and this request is not in it yet.",
        RecordingState.Unindexed => $"The index of ‘{recording.Name}’ is not complete, and this request is not in it.",
        RecordingState.Modified => $"‘{recording.Name}’ was changed since, and does not hold this request any more.",
        _ => $"‘{recording.Name}’ does not hold this request.",
    };
}
