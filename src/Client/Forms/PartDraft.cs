using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>A part of a plan while it is written: the part itself, and what was typed into fields and could not be read.</summary>
public sealed class PartDraft
{
    private readonly Dictionary<string, (string Text, string Fault)> _unread = [];

    public PartDraft(PartKind kind, object part)
    {
        (Kind, Part) = (kind, part);
        var usual = kind.Create();
        IsUnusual = kind.Fields.Any(field => field.Look.IsAdvanced && field.Read(part) != field.Read(usual));
    }

    public PartKind Kind { get; }

    /// <summary>The part as far as it could be read.</summary>
    public object Part { get; private set; }

    /// <summary>Whether it came with something in a field that is folded away.</summary>
    public bool IsUnusual { get; }

    /// <summary>Whether a field is empty that must not be.</summary>
    public bool IsIncomplete => Kind.Fields.Any(each => each.Look.Missing is not null && each.Read(Part).Length == 0);

    /// <summary>What stands in a field.</summary>
    public string Text(PlanField field) => _unread.TryGetValue(field.Path, out var unread) ? unread.Text : field.Read(Part);

    /// <summary>Takes what was typed into a field.</summary>
    public void Set(PlanField field, string text)
    {
        _unread.Remove(field.Path);
        try
        {
            Part = field.Write(Part, text);
        }
        catch (FormatException fault)
        {
            _unread[field.Path] = (text, fault.Message);
        }
    }

    /// <summary>What could not be read, and what is missing.</summary>
    /// <param name="place">Where the part stands in the plan.</param>
    public IEnumerable<PlanFault> Faults(string place) => Kind.Fields
        .Select(field => (field.Path, Fault: _unread.TryGetValue(field.Path, out var unread) ? unread.Fault : field.Read(Part).Length == 0 ? field.Look.Missing : null))
        .Where(each => each.Fault is not null).Select(each => new PlanFault($"{place}/{each.Path}", each.Fault!));
}
