using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;

namespace TapeDeck.Client.Components.Plans;

/// <summary>What forms let people choose from on this machine.</summary>
public sealed record FormLists(IReadOnlyList<InterfaceView> Interfaces, IReadOnlyList<RecordingView> Recordings, Clock Clock)
{
    public string RecordingName(string? id) => Recording(id)?.Name ?? "";

    public RecordingView? Recording(string? id) => Recordings.FirstOrDefault(recording => recording.Id == id);

    /// <summary>An interface with what tells it from others.</summary>
    public static string Describe(InterfaceView face)
    {
        var notes = new[] { face.Description, face.Addresses.Count > 0 ? face.Addresses[0] : null, face.IsLoopback ? "loopback" : null, face.IsUp ? null : "down" };
        return $"{face.Name} — {string.Join(", ", notes.Where(note => !string.IsNullOrEmpty(note)))}".TrimEnd(' ', '—');
    }

    /// <summary>A recording with why it cannot be chosen.</summary>
    public static string Describe(RecordingView recording) => recording.State switch
    {
        RecordingState.Recording => $"{recording.Name} (still recording)",
        RecordingState.Unreadable => $"{recording.Name} (unreadable)",
        _ => recording.Name,
    };
}
