using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Remembers what was to be made and says that it was, or why not.</summary>
public sealed class FakeComposer : IRecordingComposer
{
    public List<RecordingComposition> Asked { get; } = [];

    public IReadOnlyList<PlanFault> Faults { get; set; } = [];

    public Task<Answer<RecordingView>> ComposeAsync(RecordingComposition composition, IProgress<double> progress, CancellationToken cancellationToken)
    {
        Asked.Add(composition);
        return Task.FromResult(Faults.Count > 0 ? Answer<RecordingView>.Refused(Faults) : Answer<RecordingView>.Of(FakeRecordings.Recording("made", composition.Name)));
    }

    public Task<IReadOnlyList<PlanFault>> CheckAsync(RecordingComposition composition, CancellationToken cancellationToken) => Task.FromResult(Faults);
}
