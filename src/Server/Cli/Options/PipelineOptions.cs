using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;

namespace TapeDeck.Server.Cli.Options;

/// <summary>What happens between inputs and outputs, besides the rules.</summary>
internal sealed class PipelineOptions : OptionFamily
{
    private static readonly ValueKind<IReadOnlyList<string>> s_command = new("COMMAND", ShellWords.Split, ShellWords.Join);

    private static readonly PartOptions<Plan> s_plan = new PartOptions<Plan>(new Plan())
        .Value(
            s_command, "middleware", "middleware/command", "Send every record through a program, hex line by hex line; quotes keep words together.",
            plan => plan.Middleware?.Command,
            (plan, words) => plan with { Middleware = words.Count > 0 ? (plan.Middleware ?? new MiddlewarePlan()) with { Command = words } : null })
        .Switch("prettify-http", "prettify", "Take chunked framing and gzip off bodies.", plan => plan.Prettify, (plan, on) => plan with { Prettify = on })
        .Switch(
            "split-output", "splitOutputs", "Give each exchange to one of the outputs, in turn, instead of to all.", plan => plan.SplitOutputs, (plan, on) => plan with { SplitOutputs = on })
        .Switch(
            "recognize-tcp-sessions", "keepSessions", "Send the requests of one recorded connection in order, one at a time, over a connection of their own.",
            plan => plan.KeepSessions, (plan, on) => plan with { KeepSessions = on });

    public override string Title => "Between inputs and outputs";

    public override IReadOnlyList<IPartOptions> Details => [s_plan];
}
