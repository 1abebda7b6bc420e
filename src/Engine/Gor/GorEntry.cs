namespace TapeDeck.Engine.Gor;

/// <summary>A record and where it stands in its file.</summary>
/// <param name="Record">The record; its payload and id are slices of the block it was read in.</param>
/// <param name="Offset">Where its header line begins: bytes from the start of the file, of a compressed file from the start of its content.</param>
/// <param name="Length">Bytes of header line and payload, without the separator.</param>
public readonly record struct GorEntry(Record Record, long Offset, int Length);
