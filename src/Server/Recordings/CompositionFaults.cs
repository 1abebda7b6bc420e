using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>Everything that stands in the way of a composition.</summary>
internal static class CompositionFaults
{
    private const int MostRecordings = 100;

    /// <param name="composition">What is asked for.</param>
    /// <param name="sources">The recordings it names, null for those that are not known.</param>
    public static IEnumerable<PlanFault> Of(RecordingComposition composition, IReadOnlyList<RecordingEntity?> sources)
    {
        if (RecordingName.Clean(composition.Name).Length == 0)
        {
            yield return new PlanFault("/name", "Give the recording a name.");
        }

        if (sources.Count is 0 or > MostRecordings)
        {
            yield return new PlanFault("/recordings", $"Name 1 to {MostRecordings} recordings.");
        }

        foreach (var (index, source) in sources.Index())
        {
            if (WhyNot(composition.Recordings, index, source) is { } reason)
            {
                yield return new PlanFault($"/recordings/{index}", reason);
            }
        }

        if (composition.Query.Rows is not null && sources.Count > 1)
        {
            yield return new PlanFault("/filter/rows", "Rows are those of the list of one recording; name one.");
        }

        if (composition.Query is { From: { } from, To: { } to } && to <= from)
        {
            yield return new PlanFault("/filter/to", "The end is not after the beginning.");
        }
    }

    private static string? WhyNot(IReadOnlyList<string> ids, int index, RecordingEntity? source) => source switch
    {
        null => "There is no such recording.",
        _ when ids.Take(index).Contains(ids[index]) => $"'{source.Name}' is named twice.",
        { State: RecordingState.Recording } => $"'{source.Name}' is still being recorded.",
        { State: RecordingState.Indexing } => $"'{source.Name}' is still being indexed.",
        { State: RecordingState.Unreadable } => $"'{source.Name}' cannot be read at all.",
        _ => null,
    };
}
