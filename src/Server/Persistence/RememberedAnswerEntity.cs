namespace TapeDeck.Server.Persistence;

/// <summary>What a request that may come again was answered with.</summary>
public sealed class RememberedAnswerEntity
{
    /// <summary>Digest of who asked, where, and with which key.</summary>
    public required string Id { get; init; }

    /// <summary>Digest of what was asked.</summary>
    public required string Request { get; init; }

    public required int Status { get; init; }

    public string? Location { get; init; }

    public string? ETag { get; init; }

    public string? ContentType { get; init; }

    public required byte[] Body { get; init; }

    public required DateTimeOffset AnsweredAt { get; init; }
}
