namespace TapeDeck.Engine;

/// <summary>Goes through batches record by record and copies one only when something changes. Serves one loop.</summary>
/// <param name="edit">Gives back the record itself, another in its place, or null to leave it out.</param>
internal sealed class BatchEditor(Func<Record, Record?> edit)
{
    private Record[] _output = [];

    /// <summary>What is left of a batch; the batch itself when nothing changed. The result is good until the next call.</summary>
    public ReadOnlyMemory<Record> Apply(ReadOnlyMemory<Record> batch)
    {
        var input = batch.Span;
        if (_output.Length < input.Length)
        {
            _output = new Record[input.Length];
        }

        var count = 0;
        var isChanged = false;
        foreach (var record in input)
        {
            var kept = edit(record);
            isChanged |= !ReferenceEquals(kept, record);
            if (kept is not null)
            {
                _output[count++] = kept;
            }
        }

        Array.Clear(_output, count, _output.Length - count);
        return isChanged ? _output.AsMemory(0, count) : batch;
    }
}
