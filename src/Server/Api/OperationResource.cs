using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Api;

/// <summary>A piece of long work.</summary>
internal sealed record OperationResource
{
    public required string Id { get; init; }

    public required OperationKind Kind { get; init; }

    public required OperationState State { get; init; }

    /// <summary>How much is done, 0–1.</summary>
    public required double Progress { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it will end if it goes on as it did.</summary>
    public DateTimeOffset? Eta { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What came of it.</summary>
    public OperationResult? Result { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    public static OperationResource From(OperationView operation) => new()
    {
        Id = operation.Id,
        Kind = operation.Kind,
        State = operation.State,
        Progress = operation.Progress,
        StartedAt = operation.StartedAt,
        Eta = operation.Eta,
        EndedAt = operation.EndedAt,
        Result = operation is { State: OperationState.Succeeded, RecordingId: { } id } ? new OperationResult(id, $"{ApiSetup.Base}/recordings/{id}") : null,
        Error = operation.Failure.Length > 0 ? operation.Failure : null,
    };
}

/// <summary>The recording that an operation made or worked on.</summary>
/// <param name="RecordingId">Its id.</param>
/// <param name="Location">Its address.</param>
internal sealed record OperationResult(string RecordingId, string Location);
