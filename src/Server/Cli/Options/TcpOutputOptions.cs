using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--output-tcp</c> (spec §8.2).</summary>
internal sealed class TcpOutputOptions : OptionFamily
{
    private static readonly Option<IReadOnlyList<LimitedAddress>> s_address = OptionKinds.List(
        "output-tcp", "HOST:PORT", "Relay records to another instance that listens with --input-tcp. May repeat.",
        LimitedAddress.Of(HostPort.IsPeer, "is not an address; an address is HOST:PORT, such as replay.local:28020"));

    private static readonly PartOptions<TcpOutputPlan> s_details = new PartOptions<TcpOutputPlan>(new TcpOutputPlan())
        .Value(Number, "output-tcp-workers", "connections", "Connections to each address (10).", plan => plan.Connections, (plan, count) => plan with { Connections = count })
        .Switch("output-tcp-sticky", "sticky", "Send the records of one exchange over one connection.", plan => plan.Sticky, (plan, on) => plan with { Sticky = on })
        .Switch("output-tcp-secure", "secure", "Use TLS.", plan => plan.Secure, (plan, on) => plan with { Secure = on })
        .Switch("output-tcp-skip-verify", "skipVerify", "Accept any TLS certificate.", plan => plan.SkipVerify, (plan, on) => plan with { SkipVerify = on });

    public override string Title => "Relay to other instances";

    public override IReadOnlyList<Option> Heads => [s_address];

    public override IReadOnlyList<IPartOptions> Details => [s_details];

    public override void Read(OptionReader reader)
    {
        foreach (var (address, limit) in reader.Values(s_address))
        {
            reader.Add(s_address, new TcpOutputPlan { Address = address, Limit = limit });
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is TcpOutputPlan plan)
        {
            writer.Add(s_address, new LimitedAddress(plan.Address, plan.Limit).ToString());
        }

        return part is TcpOutputPlan;
    }
}
