namespace TapeDeck.Engine.Gzip;

/// <summary>A place in a gzip file from which on its content can be read without what is before it.</summary>
/// <param name="Start">How much content is before it.</param>
/// <param name="Block">The bit of the file at which the block begins that it stands in.</param>
/// <param name="Position">The bit of the file at which it stands.</param>
/// <param name="Window">The content right before it, of which parts are repeated behind it.</param>
internal sealed record GzipPoint(long Start, long Block, long Position, byte[] Window);
