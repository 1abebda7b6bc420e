using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Made-up traffic.</summary>
internal static class DummyInputKind
{
    public static PartKind Kind { get; } = new FieldsOf<DummyInputPlan>()
        .Duration("interval", "Every", it => it.Interval, (it, time) => it with { Interval = time }, new() { Hint = "Time from one request to the next." })
        .As("dummy", "Made-up traffic", "To try an output with", () => new DummyInputPlan(), it => $"Makes up a request every {DurationText.Format(it.Interval)}")
        .With(CommonFields.Input);
}
