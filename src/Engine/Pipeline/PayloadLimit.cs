namespace TapeDeck.Engine.Pipeline;

/// <summary>Cuts payloads to a size and flags them (spec §1.1); shared by the loops of all inputs.</summary>
/// <param name="maxBytes">Payload bytes to keep; null for all.</param>
internal sealed class PayloadLimit(long? maxBytes)
{
    private long _cut;

    /// <summary>What the person should know; empty when nothing was cut.</summary>
    public IReadOnlyList<string> Warnings => Interlocked.Read(ref _cut) is var cut and > 0
        ? [$"{cut} records were longer than {maxBytes} bytes: they were cut, and cut requests are not sent."]
        : [];

    /// <summary>A step for one loop; null when there is no limit.</summary>
    public BatchStep? CreateStep() => maxBytes is null ? null : new BatchEditor(Cut).Apply;

    private Record Cut(Record record)
    {
        if (record.Payload.Length <= maxBytes)
        {
            return record;
        }

        Interlocked.Increment(ref _cut);
        return record with { Payload = record.Payload[..(int)maxBytes!.Value], Flags = record.Flags | RecordFlags.Truncated };
    }
}
