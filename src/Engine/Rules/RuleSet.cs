using System.Text;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Regexps;

namespace TapeDeck.Engine.Rules;

/// <summary>
/// Filters and rewrites of requests, checked and compiled: the same object for preview, capture and replay. Immutable, safe for several threads.
/// Rules work in the order of <see cref="RuleKind"/> (spec §6.1): filters see headers and parameters after they were set, and targets
/// before they are rewritten. Filters and rewrites change the head of a request only; masks come last and change bodies too, and responses.
/// </summary>
public sealed class RuleSet
{
    private readonly RuleCompiler _rules;

    private RuleSet(RuleCompiler rules, bool isEmpty)
    {
        _rules = rules;
        HasAllowFilter = rules.Methods.Count + rules.AllowedTargets.Count + rules.AllowedHeaders.Count > 0;
        IsEmpty = isEmpty;
    }

    /// <summary>Rules that do nothing.</summary>
    public static RuleSet Empty { get; } = new(new RuleCompiler([]), isEmpty: true);

    /// <summary>Whether responses are changed too.</summary>
    public bool HasMasks => !_rules.Masks.IsEmpty;

    /// <summary>Whether every record passes unchanged.</summary>
    public bool IsEmpty { get; }

    /// <summary>What is valid but perhaps not meant, such as <c>$1x</c> in a replacement; each with its JSON pointer.</summary>
    public IReadOnlyList<PlanFault> Warnings => _rules.Warnings;

    /// <summary>Whether a rule sets or rewrites the Host header, which an HTTP output must then keep (spec §2.5).</summary>
    public bool SetsHost => _rules.HeaderSetters.Select(setter => setter.Name).Concat(_rules.HeaderRewrites.Select(rewrite => rewrite.Name))
        .Any(name => Ascii.EqualsIgnoreCase(name, "host"u8));

    private bool HasAllowFilter { get; }

    /// <summary>
    /// Compiles rules. Everything wrong with them goes into <paramref name="faults"/>, with pointers such as <c>/rules/2/pattern</c>;
    /// a rule at fault is left out. Disabled rules are not looked at.
    /// </summary>
    public static RuleSet Compile(IReadOnlyList<RulePlan> rules, List<PlanFault> faults)
    {
        var compiler = new RuleCompiler(faults);
        var isEmpty = true;
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Enabled)
            {
                var before = faults.Count;
                compiler.Add(rules[i], $"/rules/{i}");
                isEmpty &= faults.Count > before;
            }
        }

        return new RuleSet(compiler, isEmpty);
    }

    /// <summary>
    /// Applies the rules to a request: the same instance when nothing changed, a new record when it was rewritten, null when it was filtered.
    /// A payload that is not HTTP/1 cannot satisfy an allow filter and is filtered if there is one; otherwise it passes unchanged.
    /// </summary>
    public Record? Apply(Record request) => Apply(request, out var result) == RuleOutcome.Passed ? result : null;

    /// <summary>A response with its secrets masked; the same instance when nothing was masked.</summary>
    public Record ApplyToResponse(Record response) => _rules.Masks.Apply(response);

    internal RuleOutcome Apply(Record request, out Record result)
    {
        var outcome = Edit(request, out result);
        result = outcome == RuleOutcome.Passed ? _rules.Masks.Apply(_rules.Bodies.Apply(result)) : result;
        return outcome;
    }

    private RuleOutcome Edit(Record request, out Record result)
    {
        result = request;
        if (IsEmpty)
        {
            return RuleOutcome.Passed;
        }

        if (!RequestEditor.TryOpen(request.Payload.Span, out var editor))
        {
            return HasAllowFilter ? RuleOutcome.Unparsable : RuleOutcome.Passed;
        }

        if (!AllowsMethod(editor.Method))
        {
            return RuleOutcome.Filtered;
        }

        Set(ref editor);
        if (!AllowsTarget(editor.Target) || !AllowsHeaders(editor) || !AllowsUser(editor) || !KeepsShare(editor) || !KeepsSample(request.Id))
        {
            return RuleOutcome.Filtered;
        }

        Rewrite(ref editor);
        result = editor.IsChanged ? request with { Payload = editor.ToPayload() } : request;
        return RuleOutcome.Passed;
    }

    private bool AllowsMethod(ReadOnlySpan<byte> method)
    {
        foreach (var allowed in _rules.Methods)
        {
            if (method.SequenceEqual(allowed))
            {
                return true;
            }
        }

        return _rules.Methods.Count == 0;
    }

    private void Set(ref RequestEditor request)
    {
        foreach (var header in _rules.HeaderSetters)
        {
            request.SetHeader(header.Name, header.Value);
        }

        foreach (var parameter in _rules.ParameterSetters)
        {
            request.SetParameter(parameter.Name, parameter.Value);
        }
    }

    private bool AllowsTarget(ReadOnlySpan<byte> target) =>
        (_rules.AllowedTargets.Count == 0 || MatchesAny(_rules.AllowedTargets, target)) && !MatchesAny(_rules.DisallowedTargets, target);

    private static bool MatchesAny(List<ByteRegex> patterns, ReadOnlySpan<byte> text)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(text))
            {
                return true;
            }
        }

        return false;
    }

    private bool AllowsHeaders(in RequestEditor request)
    {
        foreach (var test in _rules.AllowedHeaders)
        {
            if (!test.Matches(request))
            {
                return false;
            }
        }

        foreach (var test in _rules.DisallowedHeaders)
        {
            if (test.Matches(request))
            {
                return false;
            }
        }

        return true;
    }

    private bool AllowsUser(in RequestEditor request)
    {
        foreach (var test in _rules.BasicAuthTests)
        {
            if (!test.Passes(request))
            {
                return false;
            }
        }

        return true;
    }

    private bool KeepsShare(in RequestEditor request)
    {
        foreach (var limit in _rules.HeaderLimits)
        {
            if (request.Header(limit.Name) is { IsEmpty: false } value && !limit.Keeps(value))
            {
                return false;
            }
        }

        foreach (var limit in _rules.ParameterLimits)
        {
            if (request.TryGetParameter(limit.Name, out var value) && !limit.Keeps(value))
            {
                return false;
            }
        }

        return true;
    }

    private bool KeepsSample(RecordId id)
    {
        foreach (var share in _rules.Samples)
        {
            if (id.Hash32() % 100 >= share)
            {
                return false;
            }
        }

        return true;
    }

    private void Rewrite(ref RequestEditor request)
    {
        foreach (var rewrite in _rules.TargetRewrites)
        {
            if (rewrite.Pattern.IsMatch(request.Target))
            {
                request.SetTarget(rewrite.Pattern.Replace(request.Target, rewrite.Replacement));
                break;
            }
        }

        foreach (var rewrite in _rules.HeaderRewrites)
        {
            if (request.Header(rewrite.Name) is { IsEmpty: false } value && rewrite.Pattern.IsMatch(value))
            {
                request.SetHeader(rewrite.Name, rewrite.Pattern.Replace(value, rewrite.Replacement));
            }
        }

        foreach (var name in _rules.RemovedHeaders)
        {
            request.RemoveHeader(name);
        }

        foreach (var method in _rules.NewMethods)
        {
            request.SetMethod(method);
        }

        foreach (var cookie in _rules.Cookies)
        {
            cookie.Apply(ref request);
        }
    }
}
