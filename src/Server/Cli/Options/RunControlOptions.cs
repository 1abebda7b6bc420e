using System.CommandLine;
using TapeDeck.Engine.Plans;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary>Limits and end of a run, and where else options may stand.</summary>
internal sealed class RunControlOptions : OptionFamily
{
    /// <summary>Most bytes of a message, for captures and for everything that passes through.</summary>
    public static readonly Option<long> CopyBufferSize = OptionKinds.Single(
        "copy-buffer-size", Size, "Most bytes kept of one message (5mb); what is longer is cut, marked and not replayed. 0 for no limit.");

    /// <summary>The file that holds a plan or options.</summary>
    public static readonly Option<string> Config = OptionKinds.Single(
        "config", FilePath, "Read a plan, or options under \"options\", from a file in JSON or YAML; what the command line and variables say goes before it.");

    private static readonly PartOptions<LimitsPlan> s_limits = new PartOptions<LimitsPlan>(Defaults)
        .Value(
            Duration, "exit-after", "stopAfter", "Stop after this time.",
            limits => limits.StopAfter ?? TimeSpan.Zero, (limits, time) => limits with { StopAfter = time > TimeSpan.Zero ? time : null })
        .Value(
            Duration, "exit-drain", "drainTimeout", "How long a stop waits for the outputs to deliver what is queued (10s).",
            limits => limits.DrainTimeout, (limits, time) => limits with { DrainTimeout = time })
        .Value(
            Size, CopyBufferSize, "maxPayloadBytes",
            limits => limits.MaxPayloadBytes ?? 0, (limits, bytes) => limits with { MaxPayloadBytes = bytes > 0 ? bytes : null });

    private static readonly PartOptions<RunSettings> s_config = new PartOptions<RunSettings>(new RunSettings())
        .Value(FilePath, Config, "config", _ => null, (settings, _) => settings);

    /// <summary>The limits of a run when no option and no plan file says more: those of GoReplay.</summary>
    public static LimitsPlan Defaults => new() { MaxPayloadBytes = 5 << 20 };

    public override string Title => "Limits and end of a run";

    public override IReadOnlyList<IPartOptions> Details => [s_limits, s_config];
}
