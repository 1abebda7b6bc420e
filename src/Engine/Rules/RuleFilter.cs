using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Rules;

/// <summary>
/// Puts the batches of one input through the rules: requests are filtered and rewritten, responses and replayed responses follow the
/// fate of their request. Accounts for every record; serves one loop.
/// </summary>
internal sealed class RuleFilter
{
    private readonly RuleSet _rules;
    private readonly LedgerAccount _account;
    private readonly RejectedExchanges _rejected;
    private readonly BatchEditor _editor;

    public RuleFilter(RuleSet rules, LedgerAccount account, TimeProvider time)
    {
        _rules = rules;
        _account = account;
        _rejected = new RejectedExchanges(time);
        _editor = new BatchEditor(record => record.Kind == RecordKind.Request ? ApplyToRequest(record) : FollowRequest(record));
    }

    /// <summary>What is left of a batch; the batch itself when nothing changed. The result is good until the next call.</summary>
    public ReadOnlyMemory<Record> Apply(ReadOnlyMemory<Record> batch)
    {
        _account.Seen(batch.Length);
        var result = _rules.IsEmpty ? batch : _editor.Apply(batch);
        _account.Delivered(result.Length);
        return result;
    }

    private Record? ApplyToRequest(Record request)
    {
        var outcome = _rules.Apply(request, out var result);
        _rejected.Decide(request.Id, outcome == RuleOutcome.Passed);
        if (outcome == RuleOutcome.Passed)
        {
            return result;
        }

        if (outcome == RuleOutcome.Filtered)
        {
            _account.Filtered();
        }
        else
        {
            _account.Dropped(LedgerReason.Unparsable);
        }

        return null;
    }

    private Record? FollowRequest(Record response)
    {
        if (!_rejected.Contains(response.Id))
        {
            return _rules.ApplyToResponse(response);
        }

        _account.Filtered();
        return null;
    }
}
