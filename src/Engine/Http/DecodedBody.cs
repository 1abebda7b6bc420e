namespace TapeDeck.Engine.Http;

/// <summary>A body without its codings, as far as it could be decoded.</summary>
/// <param name="Bytes">What was decoded; the bytes given where nothing was.</param>
/// <param name="Note">Why this is not the whole body, for people; null when it is.</param>
public sealed record DecodedBody(ReadOnlyMemory<byte> Bytes, string? Note = null)
{
    /// <summary>Whether it is damaged or ends too soon, rather than too large or of an unknown coding.</summary>
    public bool IsDamaged { get; init; }
}
