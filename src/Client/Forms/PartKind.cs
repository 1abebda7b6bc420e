namespace TapeDeck.Client.Forms;

/// <summary>A kind of input or output, as forms know it.</summary>
/// <param name="Type">Its name in JSON.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Hint">What it does, in a few words.</param>
/// <param name="Create">A new part with the values that most people want.</param>
/// <param name="Fits">Whether a part is of this kind.</param>
/// <param name="Say">What a part of this kind will do, in a sentence without its full stop.</param>
/// <param name="Fields">All of its fields, in the order of the form.</param>
public sealed record PartKind(string Type, string Label, string Hint, Func<object> Create, Func<object, bool> Fits, Func<object, string> Say, IReadOnlyList<PlanField> Fields)
{
    /// <summary>The same kind with more fields at the end.</summary>
    internal PartKind With<TPart>(FieldsOf<TPart> more)
        where TPart : notnull => this with { Fields = [.. Fields, .. more.Fields] };
}
