using TapeDeck.Client.Forms;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Pages.Rules;

/// <summary>A rule set while it is written, and what it would do to a recording.</summary>
public sealed class RuleSetModel(IRuleSets sets)
{
    private const int Samples = 20;

    /// <summary>As it was saved last; null for a new one.</summary>
    public RuleSetView? Saved { get; private set; }

    /// <summary>The latest first.</summary>
    public IReadOnlyList<RuleSetView> Versions { get; private set; } = [];

    /// <summary>The version that the form began with.</summary>
    public int Shown { get; private set; }

    public string Name { get; set; } = "";

    public List<RuleDraft> Rules { get; } = [];

    public FormFaults Faults { get; } = new();

    /// <summary>Whether there is something to save.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether the person changed something that is not saved.</summary>
    public bool IsEdited { get; private set; }

    /// <summary>The recording that the rules are tried on; null while there is none.</summary>
    public string? RecordingId { get; set; }

    /// <summary>Which requests of the recording they are tried on.</summary>
    public TrafficQuery Query { get; set; } = TrafficQuery.Everything;

    /// <summary>What the rules would do; null before the first answer.</summary>
    public RulePreviewView? Preview { get; private set; }

    /// <summary>Why there is no preview; null when there is one.</summary>
    public string? PreviewFault { get; private set; }

    /// <summary>Reads a set; false when there is none.</summary>
    public async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        Versions = await sets.VersionsAsync(id, cancellationToken);
        if (Versions.Count == 0)
        {
            return false;
        }

        Show(Versions[0]);
        return true;
    }

    /// <summary>Puts a version into the form; saving makes it the next one after the latest that the form knows.</summary>
    public void Show(RuleSetView version)
    {
        (Saved, Shown, IsEdited) = (Versions[0], version.Version, false);
        Name = version.Name;
        Rules.Clear();
        Add(version.Rules);
        IsChanged = version.Version != Saved.Version;
    }

    public void Add(IEnumerable<RulePlan> rules) => Rules.AddRange(rules.Select(RuleDraft.Of));

    /// <summary>Something in the form was changed.</summary>
    public void Changed() => IsChanged = IsEdited = true;

    /// <summary>The rules as far as they can be read.</summary>
    public IReadOnlyList<RulePlan> ToRules() => Read().Rules;

    /// <summary>Keeps the form as the next version; null on success, else why not.</summary>
    public async Task<string?> SaveAsync(CancellationToken cancellationToken)
    {
        var (rules, own) = Read();
        Faults.Submit();
        var edit = new RuleSetEdit(Name, rules);
        var answer = own.Count > 0 ? Answer<RuleSetView>.Refused(own)
            : Saved is { } saved ? await sets.SaveAsync(saved.Id, saved.Version, edit, cancellationToken)
            : await sets.CreateAsync(edit, cancellationToken);
        Faults.Set(own, answer.Faults);
        if (!answer.Succeeded)
        {
            Versions = answer.IsStale ? await sets.VersionsAsync(Saved!.Id, cancellationToken) : Versions; // so that what somebody else saved can be chosen
            return answer.IsStale ? answer.Faults[0].Message : "The rule set was not saved: see what is marked.";
        }

        Saved = answer.Value;
        Versions = await sets.VersionsAsync(Saved!.Id, cancellationToken);
        (IsChanged, IsEdited, Shown) = (false, false, Saved.Version);
        return null;
    }

    /// <summary>Tries the rules on the recording; the last answer stays until there is a better one.</summary>
    public async Task PreviewAsync(Action changed, CancellationToken cancellationToken)
    {
        var (rules, own) = Read();
        if (RecordingId is not { } recording)
        {
            return;
        }

        var answer = own.Count > 0 ? null : await sets.PreviewAsync(rules, recording, Query, Samples, cancellationToken);
        Faults.Set(own, answer?.Faults.Where(fault => fault.Path != "/recording") ?? []);
        PreviewFault = Faults.Any ? "The rules have a fault." : answer!.Succeeded ? null : answer.Faults[0].Message;
        changed();
        if (answer is { Succeeded: true })
        {
            await foreach (var view in answer.Value!.WithCancellation(cancellationToken))
            {
                Preview = view;
                changed();
            }
        }
    }

    private (IReadOnlyList<RulePlan> Rules, List<PlanFault> Faults) Read()
    {
        var faults = new List<PlanFault>();
        return ([.. Rules.Select((rule, i) => rule.ToPlan($"/rules/{i}", faults))], faults);
    }
}
