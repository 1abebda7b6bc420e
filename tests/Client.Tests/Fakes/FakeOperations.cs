using TapeDeck.Client.Ports;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Operations that end when they are told to; what they make is up to the composer.</summary>
public sealed class FakeOperations(IRecordingComposer composer) : IOperations
{
    private readonly FakeSubscriptions _subscriptions = new();

    public List<OperationView> Operations { get; } = [];

    /// <summary>Whether a composition has ended by the time it is answered.</summary>
    public bool EndsAtOnce { get; set; } = true;

    public Task<IReadOnlyList<OperationView>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<OperationView>>(Operations);

    public Task<OperationView?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Operations.Find(operation => operation.Id == id));

    public async Task<Answer<OperationView>> ComposeAsync(RecordingComposition composition, CancellationToken cancellationToken)
    {
        var answer = await composer.ComposeAsync(composition, new Progress<double>(), cancellationToken);
        if (!answer.Succeeded)
        {
            return Answer<OperationView>.Refused(answer.Faults);
        }

        var begun = new OperationView { Id = $"{Operations.Count}", Kind = OperationKind.Compose, State = OperationState.Running, StartedAt = DateTimeOffset.UnixEpoch, Progress = 0.25 };
        Operations.Add(begun);
        if (EndsAtOnce)
        {
            Change(begun with { State = OperationState.Succeeded, RecordingId = answer.Value!.Id });
        }

        return Answer<OperationView>.Of(begun);
    }

    public Task<Answer<OperationView>> IndexAsync(string recordingId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Answer<OperationView>> CancelAsync(string id, CancellationToken cancellationToken)
    {
        Change(Operations.Single(operation => operation.Id == id) with { State = OperationState.Cancelled });
        return Task.FromResult(Answer<OperationView>.Of(Operations.Single(operation => operation.Id == id)));
    }

    public Task<Answer<bool>> ForgetAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Answer<bool>.Of(Operations.RemoveAll(operation => operation.Id == id) > 0));

    public IDisposable Subscribe(string id, Action changed) => _subscriptions.Add(changed);

    public void Change(OperationView now)
    {
        Operations[Operations.FindIndex(operation => operation.Id == now.Id)] = now;
        _subscriptions.Notify();
    }
}
