using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Nowhere.</summary>
internal static class NullOutputKind
{
    public static PartKind Kind { get; } = new FieldsOf<NullOutputPlan>()
        .As("null", "Nowhere", "Discards the records, to measure what comes before", () => new NullOutputPlan(), _ => "Discards the records")
        .With(CommonFields.Output);
}
