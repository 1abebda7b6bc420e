using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Persistence;

/// <summary>A piece of long work, as it began or as it ended.</summary>
public sealed class OperationEntity
{
    public required string Id { get; set; }

    public required OperationKind Kind { get; set; }

    public required OperationState State { get; set; }

    public required DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? RecordingId { get; set; }

    public string Failure { get; set; } = "";
}
