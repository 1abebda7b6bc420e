using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Ports;

/// <summary>Makes recordings of recordings: a part of one, several as one, what is whole of a damaged one.</summary>
public interface IRecordingComposer
{
    /// <summary>Makes a recording of the matching exchanges of others, in order of time; refused with every fault, and nothing stored.</summary>
    /// <param name="composition">What it is made of.</param>
    /// <param name="progress">Told how much is done, 0–1.</param>
    /// <param name="cancellationToken">Gives it up; nothing is stored then.</param>
    Task<Answer<RecordingView>> ComposeAsync(RecordingComposition composition, IProgress<double> progress, CancellationToken cancellationToken);

    /// <summary>Every fault that can be seen without reading the recordings.</summary>
    Task<IReadOnlyList<PlanFault>> CheckAsync(RecordingComposition composition, CancellationToken cancellationToken);
}

/// <summary>What a new recording is made of.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Recordings">Ids of those it is made of.</param>
/// <param name="Query">Which exchanges of them; its window is not looked at.</param>
public sealed record RecordingComposition(string Name, IReadOnlyList<string> Recordings, ExchangeQuery Query);
