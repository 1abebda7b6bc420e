using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--input-dummy</c>: made-up traffic. GoReplay takes any value and ignores it; a duration sets the interval here.</summary>
internal sealed class DummyInputOptions : OptionFamily
{
    private static readonly Option<IReadOnlyList<LimitedAddress>> s_dummy = OptionKinds.List(
        "input-dummy", "INTERVAL", "Make up a request and its response every INTERVAL, such as 100ms; 0 for every second. May repeat.", LimitedAddress.Parse);

    public override string Title => "Make up traffic";

    public override IReadOnlyList<Option> Heads => [s_dummy];

    public override void Read(OptionReader reader)
    {
        foreach (var (text, limit) in reader.Values(s_dummy))
        {
            var plan = new DummyInputPlan { Limit = limit };
            reader.Add(s_dummy, DurationText.TryParse(text, out var interval) && interval > TimeSpan.Zero ? plan with { Interval = interval } : plan);
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is DummyInputPlan plan)
        {
            writer.Add(s_dummy, new LimitedAddress(plan == new DummyInputPlan { Limit = plan.Limit } ? "0" : DurationText.Format(plan.Interval), plan.Limit).ToString());
        }

        return part is DummyInputPlan;
    }
}
