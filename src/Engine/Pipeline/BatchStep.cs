namespace TapeDeck.Engine.Pipeline;

/// <summary>
/// What happens to a batch on its way: given back whole, changed or in part; what is left out is accounted for. The result is good until the next
/// call. A step serves one loop.
/// </summary>
internal delegate ReadOnlyMemory<Record> BatchStep(ReadOnlyMemory<Record> batch);
