using TapeDeck.Engine.Http;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Rules;

/// <summary>
/// Shows what rules would do to requests, without sending any: how many pass, which rule takes hold of how many, and the bytes of the first that are changed.
/// What is shown as sent is made by the same <see cref="RuleSet"/> that captures and replays apply. Not safe for several threads.
/// </summary>
public sealed class RulePreview
{
    private readonly RuleSet _whole;
    private readonly IReadOnlyList<IGrouping<RuleKind, SingleRule>> _groups;
    private readonly long[] _hits;
    private readonly int _mostSamples;
    private readonly List<RuleSample> _samples = [];
    private readonly List<RuleSample> _invalid = [];
    private long _unchanged;
    private long _rewritten;
    private long _filtered;
    private long _unparsable;
    private long _invalidCount;

    private RulePreview(IReadOnlyList<RulePlan> rules, RuleSet whole, int mostSamples)
    {
        _whole = whole;
        _hits = new long[rules.Count];
        _mostSamples = mostSamples;
        _groups = [.. rules.Index().Where(each => each.Item.Enabled).Select(each => new SingleRule(each.Index, each.Item.Kind, RuleSet.Compile([each.Item], [])))
            .GroupBy(single => single.Kind).OrderBy(group => group.Key)];
    }

    /// <summary>Makes a preview of rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="mostSamples">How many changed requests are kept, and how many invalid ones.</param>
    /// <exception cref="PlanException">The rules are wrong; every fault with its pointer, such as <c>/rules/2/pattern</c>.</exception>
    public static RulePreview Create(IReadOnlyList<RulePlan> rules, int mostSamples)
    {
        var faults = new List<PlanFault>();
        var whole = RuleSet.Compile(rules, faults);
        return faults.Count > 0 ? throw new PlanException(faults) : new RulePreview(rules, whole, mostSamples);
    }

    /// <summary>Puts a request through; responses are not looked at.</summary>
    public void Add(Record record)
    {
        if (record.Kind != RecordKind.Request)
        {
            return;
        }

        // One by one the rules come to the same as all together, which is gone through again only for what is shown and for why a request is left out.
        var passes = CountHits(record, out var result);
        if (passes && (ReferenceEquals(record, result) || _samples.Count == _mostSamples))
        {
            AddPassed(record, result);
            return;
        }

        switch (_whole.Apply(record, out result))
        {
            case RuleOutcome.Filtered:
                _filtered++;
                break;
            case RuleOutcome.Unparsable:
                _unparsable++;
                break;
            default:
                AddPassed(record, result);
                break;
        }
    }

    /// <summary>What was found so far.</summary>
    public RulePreviewResult Snapshot() => new()
    {
        Unchanged = _unchanged,
        Rewritten = _rewritten,
        Filtered = _filtered,
        Unparsable = _unparsable,
        InvalidCount = _invalidCount,
        Hits = [.. _hits],
        Samples = [.. _samples],
        Invalid = [.. _invalid],
        Warnings = _whole.Warnings,
    };

    private void AddPassed(Record request, Record result)
    {
        var isChanged = !ReferenceEquals(request, result);
        _ = isChanged ? _rewritten++ : _unchanged++;
        if (!isChanged)
        {
            return;
        }

        if (_samples.Count < _mostSamples)
        {
            _samples.Add(new RuleSample(request, result, null));
        }

        if (RequestCheck.WhyInvalid(result.Payload.Span) is { } reason && RequestCheck.WhyInvalid(request.Payload.Span) is null)
        {
            _invalidCount++;
            if (_invalid.Count < _mostSamples)
            {
                _invalid.Add(new RuleSample(request, result, reason));
            }
        }
    }

    /// <summary>Follows a request through the rules one by one, in the order in which they are applied (spec §6.1); returns whether it passes all.</summary>
    private bool CountHits(Record request, out Record result)
    {
        result = request;
        foreach (var group in _groups)
        {
            if (!Pass(group, ref result))
            {
                return false;
            }
        }

        return true;
    }

    private bool Pass(IGrouping<RuleKind, SingleRule> group, ref Record request)
    {
        var isAnyHit = false;
        foreach (var single in group)
        {
            var passes = single.Rule.Apply(request, out var result) == RuleOutcome.Passed;
            var isFilter = !ChangesRequests(single.Kind);
            var isHit = isFilter ? passes == IsAllowing(single.Kind) : !ReferenceEquals(request, result);
            _hits[single.Place] += isHit ? 1 : 0;
            isAnyHit |= isHit;
            request = result;
            if ((isFilter && !passes && !HasAlternatives(single.Kind)) || (isHit && single.Kind == RuleKind.RewriteUrl))
            {
                return passes;
            }
        }

        return isAnyHit || !HasAlternatives(group.Key);
    }

    private static bool ChangesRequests(RuleKind kind) => kind is RuleKind.SetHeader or RuleKind.SetParam or >= RuleKind.RewriteUrl;

    /// <summary>One of these must match; all others are asked each.</summary>
    private static bool HasAlternatives(RuleKind kind) => kind is RuleKind.AllowMethod or RuleKind.AllowUrl;

    /// <summary>Whether the rule takes hold of what it lets pass, and not of what it takes out.</summary>
    private static bool IsAllowing(RuleKind kind) => kind is RuleKind.AllowMethod or RuleKind.AllowUrl or RuleKind.AllowHeader;

    private sealed record SingleRule(int Place, RuleKind Kind, RuleSet Rule);
}
