using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Rules;

/// <summary>
/// Puts the batches of one input through the rules: requests are filtered and rewritten, responses and replayed responses follow the
/// fate of their request. Accounts for every record; serves one loop.
/// </summary>
internal sealed class RuleFilter(RuleSet rules, LedgerAccount account, TimeProvider time)
{
    private readonly RejectedIds _rejected = new(time);
    private Record[] _output = [];

    /// <summary>What is left of a batch; the batch itself when nothing changed. The result is good until the next call.</summary>
    public ReadOnlyMemory<Record> Apply(ReadOnlyMemory<Record> batch)
    {
        account.Seen(batch.Length);
        var result = rules.IsEmpty ? batch : Filter(batch);
        account.Delivered(result.Length);
        return result;
    }

    private ReadOnlyMemory<Record> Filter(ReadOnlyMemory<Record> batch)
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
            var kept = record.Kind == RecordKind.Request ? ApplyToRequest(record) : FollowRequest(record);
            isChanged |= !ReferenceEquals(kept, record);
            if (kept is not null)
            {
                _output[count++] = kept;
            }
        }

        Array.Clear(_output, count, _output.Length - count);
        return isChanged ? _output.AsMemory(0, count) : batch;
    }

    private Record? ApplyToRequest(Record request)
    {
        var outcome = rules.Apply(request, out var result);
        if (outcome == RuleOutcome.Passed)
        {
            _rejected.Remove(request.Id);
            return result;
        }

        _rejected.Add(request.Id);
        if (outcome == RuleOutcome.Filtered)
        {
            account.Filtered();
        }
        else
        {
            account.Dropped(LedgerReason.Unparsable);
        }

        return null;
    }

    private Record? FollowRequest(Record response)
    {
        if (!_rejected.Contains(response.Id))
        {
            return response;
        }

        account.Filtered();
        return null;
    }
}
