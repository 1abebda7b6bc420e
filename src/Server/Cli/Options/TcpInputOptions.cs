using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--input-tcp</c> (spec §8.3).</summary>
internal sealed class TcpInputOptions : OptionFamily
{
    private static readonly Option<IReadOnlyList<LimitedAddress>> s_address = OptionKinds.List(
        "input-tcp", "[HOST]:PORT", "Listen for records that another instance relays with --output-tcp. May repeat.",
        LimitedAddress.Of(HostPort.IsListener, "is not an address; an address to listen on is [HOST]:PORT, such as :28020"));

    private static readonly Option<Toggle> s_secure = OptionKinds.Flag("input-tcp-secure", "Use TLS.");

    private static readonly Option<string> s_certificate = OptionKinds.Single("input-tcp-certificate", FilePath, "The server's certificate, PEM.");

    private static readonly Option<string> s_key = OptionKinds.Single("input-tcp-certificate-key", FilePath, "Its private key, PEM.");

    private static readonly PartOptions<TcpInputPlan> s_details = new PartOptions<TcpInputPlan>(new TcpInputPlan())
        .Switch(s_secure, "certificate", plan => plan.Certificate is not null, (plan, on) => plan with { Certificate = on ? plan.Certificate ?? new("", "") : null })
        .Value(
            FilePath, s_certificate, "certificate/file",
            plan => plan.Certificate?.File, (plan, file) => plan with { Certificate = plan.Certificate is { } pair ? pair with { File = file } : null })
        .Value(
            FilePath, s_key, "certificate/keyFile",
            plan => plan.Certificate?.KeyFile, (plan, file) => plan with { Certificate = plan.Certificate is { } pair ? pair with { KeyFile = file } : null })
        .Check(Check);

    public override string Title => "Receive from other instances";

    public override IReadOnlyList<Option> Heads => [s_address];

    public override IReadOnlyList<IPartOptions> Details => [s_details];

    public override void Read(OptionReader reader)
    {
        foreach (var (address, limit) in reader.Values(s_address))
        {
            reader.Add(s_address, new TcpInputPlan { Address = address, Limit = limit });
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is TcpInputPlan plan)
        {
            writer.Add(s_address, new LimitedAddress(plan.Address, plan.Limit).ToString());
        }

        return part is TcpInputPlan;
    }

    private static void Check(OptionReader reader, TcpInputPlan plan)
    {
        if (plan.Certificate is { File: "" } or { KeyFile: "" })
        {
            reader.Fault(s_secure, $"needs {s_certificate.Name} and {s_key.Name}");
        }

        reader.WarnUnless(plan.Certificate is not null, s_secure, s_certificate, s_key);
    }
}
