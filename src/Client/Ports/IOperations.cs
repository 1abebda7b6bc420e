namespace TapeDeck.Client.Ports;

/// <summary>Work that takes long: it goes on without whoever asked for it, tells how far it is, can be given up, and is remembered when it has ended.</summary>
public interface IOperations
{
    /// <summary>All that are remembered, the newest first.</summary>
    Task<IReadOnlyList<OperationView>> ListAsync(CancellationToken cancellationToken);

    Task<OperationView?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Starts to make a recording of others; refused with every fault that can be seen before it is begun.</summary>
    Task<Answer<OperationView>> ComposeAsync(RecordingComposition composition, CancellationToken cancellationToken);

    /// <summary>Discards the index of a recording and starts to build it anew; refused while one is built.</summary>
    Task<Answer<OperationView>> IndexAsync(string recordingId, CancellationToken cancellationToken);

    /// <summary>Gives up what has not ended and waits until nothing of it is left; refused when it has ended.</summary>
    Task<Answer<OperationView>> CancelAsync(string id, CancellationToken cancellationToken);

    /// <summary>Forgets one that has ended, not what came of it; refused before.</summary>
    Task<Answer<bool>> ForgetAsync(string id, CancellationToken cancellationToken);

    /// <summary>Calls back after each change of an operation until disposed, at most four times a second.</summary>
    IDisposable Subscribe(string id, Action changed);
}

/// <summary>What an operation does.</summary>
public enum OperationKind
{
    /// <summary>Makes a recording of others.</summary>
    Compose,

    /// <summary>Builds the index of a recording.</summary>
    Index,
}

/// <summary>How an operation stands. One that has ended stays as it ended.</summary>
public enum OperationState
{
    Running,

    Succeeded,

    /// <summary>It could not be done; nothing half-done is left.</summary>
    Failed,

    /// <summary>Somebody gave it up; nothing half-done is left.</summary>
    Cancelled,
}

/// <summary>One piece of long work.</summary>
public sealed record OperationView
{
    public required string Id { get; init; }

    public required OperationKind Kind { get; init; }

    public required OperationState State { get; init; }

    /// <summary>How much is done, 0–1.</summary>
    public double Progress { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it will end if it goes on as it did; null while that cannot be told, or when it has ended.</summary>
    public DateTimeOffset? Eta { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The recording that it made or worked on; null while there is none.</summary>
    public string? RecordingId { get; init; }

    /// <summary>Why it failed; empty otherwise.</summary>
    public string Failure { get; init; } = "";
}
