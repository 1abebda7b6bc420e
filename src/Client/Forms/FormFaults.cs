using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>
/// What is wrong with a form: under a field only once the person was there or tried to submit, as a list of what is missing always.
/// </summary>
public sealed class FormFaults
{
    private readonly HashSet<string> _touched = [];
    private IReadOnlyList<PlanFault> _faults = [];
    private bool _submitted;

    /// <summary>Everything that stands in the way.</summary>
    public IReadOnlyList<PlanFault> All => _faults;

    public bool Any => _faults.Count > 0;

    /// <summary>Takes what the form itself found, then what the ports found about other fields.</summary>
    public void Set(IEnumerable<PlanFault> own, IEnumerable<PlanFault> others) => _faults = [.. own.Concat(others).DistinctBy(fault => fault.Path)];

    /// <summary>The person was at the field of that pointer.</summary>
    public void Touch(string path) => _touched.Add(path);

    /// <summary>The person wants to submit: every fault may be shown.</summary>
    public void Submit() => _submitted = true;

    /// <summary>What to show under the field of that pointer; null for nothing.</summary>
    public string? At(string path) =>
        _submitted || _touched.Contains(path) ? _faults.FirstOrDefault(fault => fault.Path == path)?.Message : null;

    /// <summary>The same, for a field that stands for everything under its pointer as well.</summary>
    public string? Under(string path) => At(path) ?? (_submitted || _touched.Contains(path)
        ? _faults.FirstOrDefault(fault => fault.Path.StartsWith(path + "/", StringComparison.Ordinal))?.Message
        : null);

    /// <summary>The faults of rules, with the pointer within the rule list: <c>2/pattern</c>.</summary>
    public string? AtRule(int index, string field) => At($"/rules/{index}/{field}") ?? (field == "kind" ? At($"/rules/{index}") : null);
}
