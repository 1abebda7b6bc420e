namespace TapeDeck.Engine.Kafka;

/// <summary>A message of a topic.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its place there.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Record">The record in it; null when it holds none.</param>
/// <param name="Fault">Why it holds none; null otherwise.</param>
internal readonly record struct ConsumedRecord(int Partition, long Offset, int Bytes, Record? Record, string? Fault);
