using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--output-binary</c> (spec §8.7).</summary>
internal sealed class BinaryOutputOptions : OptionFamily
{
    private static readonly BinaryOutputPlan s_plain = new();

    private static readonly Option<IReadOnlyList<LimitedAddress>> s_address = OptionKinds.List(
        "output-binary", "HOST:PORT", "Send payloads as they are over TCP and read what comes back. May repeat.",
        LimitedAddress.Of(HostPort.IsPeer, "is not an address; an address is HOST:PORT"));

    private static readonly PartOptions<BinaryOutputPlan> s_details = new PartOptions<BinaryOutputPlan>(s_plain)
        .Value(
            Number, "output-binary-workers", "connections", "Most connections at once (64).",
            plan => plan.Connections, (plan, count) => plan with { Connections = count > 0 ? count : s_plain.Connections })
        .Value(
            Duration, "output-binary-timeout", "timeout", "Longest wait for the first byte of an answer (5s).",
            plan => plan.Timeout, (plan, timeout) => plan with { Timeout = timeout > TimeSpan.Zero ? timeout : s_plain.Timeout })
        .Switch(
            "output-binary-track-response", "trackResponses", "Hand the answers on to the other outputs, as records of kind 3.",
            plan => plan.TrackResponses, (plan, on) => plan with { TrackResponses = on })
        .Value(
            Size, "output-tcp-response-buffer", "responseLimitBytes", "Bytes kept of an answer (100kb).",
            plan => plan.ResponseLimitBytes, (plan, bytes) => plan with { ResponseLimitBytes = bytes > 0 ? (int)Math.Min(bytes, int.MaxValue) : s_plain.ResponseLimitBytes });

    public override string Title => "Send binary protocols";

    public override IReadOnlyList<Option> Heads => [s_address];

    public override IReadOnlyList<IPartOptions> Details => [s_details];

    public override IReadOnlyList<(Option Option, string Reason)> Idle { get; } =
    [
        (OptionKinds.Flag("output-binary-debug", "Accepted: see --verbose."), "has no effect; --verbose 3 tells more"),
    ];

    public override void Read(OptionReader reader)
    {
        foreach (var (address, limit) in reader.Values(s_address))
        {
            reader.Add(s_address, new BinaryOutputPlan { Address = address, Limit = limit });
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is BinaryOutputPlan plan)
        {
            writer.Add(s_address, new LimitedAddress(plan.Address, plan.Limit).ToString());
        }

        return part is BinaryOutputPlan;
    }
}
