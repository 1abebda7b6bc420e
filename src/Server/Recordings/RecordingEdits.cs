using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>What people may change of a recording, checked as a whole and then applied.</summary>
internal static class RecordingEdits
{
    private const int MostTags = 20;
    private const int LongestTag = 50;
    private const int LongestNote = 10_000;

    public static IReadOnlyList<PlanFault> Check(RecordingEdit edit) =>
    [
        .. edit.Name is { } name && RecordingName.Clean(name).Length == 0 ? [new PlanFault("/name", "Give the recording a name.")] : Array.Empty<PlanFault>(),
        .. edit.Tags?.Count > MostTags ? [new PlanFault("/tags", $"A recording has at most {MostTags} tags.")] : Array.Empty<PlanFault>(),
        .. edit.Tags?.Index().Where(each => TagOf(each.Item).Length is 0 or > LongestTag)
            .Select(each => new PlanFault($"/tags/{each.Index}", $"A tag has 1 to {LongestTag} characters and no comma.")) ?? [],
        .. edit.Note?.Length > LongestNote ? [new PlanFault("/note", $"A note has at most {LongestNote} characters.")] : Array.Empty<PlanFault>(),
    ];

    public static void Apply(RecordingEdit edit, RecordingEntity recording)
    {
        recording.Name = edit.Name is { } name ? RecordingName.Clean(name) : recording.Name;
        recording.IsPinned = edit.IsPinned ?? recording.IsPinned;
        recording.Tags = edit.Tags is { } tags ? [.. tags.Select(TagOf).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)] : recording.Tags;
        recording.Note = edit.Note is { } note ? note.Trim() : recording.Note;
    }

    private static string TagOf(string text) => text.Contains(',', StringComparison.Ordinal) ? "" : RecordingName.Clean(text);
}
