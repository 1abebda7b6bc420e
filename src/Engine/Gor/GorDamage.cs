namespace TapeDeck.Engine.Gor;

/// <summary>A place in a <c>.gor</c> file that is not as it should be; reading went on behind it.</summary>
/// <param name="Offset">Where the damaged record begins: bytes from the start of the file, of a compressed file from the start of its content.</param>
/// <param name="Reason">What is wrong, for people.</param>
public sealed record GorDamage(long Offset, string Reason);
