using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--input-http</c>, which GoReplay had up to version 1.1.</summary>
internal sealed class HttpInputOptions : OptionFamily
{
    private static readonly Option<IReadOnlyList<LimitedAddress>> s_address = OptionKinds.List(
        "input-http", "[HOST]:PORT", "Listen for HTTP, answer every request with 200, and record it. May repeat.",
        LimitedAddress.Of(HostPort.IsListener, "is not an address; an address to listen on is [HOST]:PORT, such as :8080"));

    public override string Title => "Listen for requests";

    public override IReadOnlyList<Option> Heads => [s_address];

    public override void Read(OptionReader reader)
    {
        foreach (var (address, limit) in reader.Values(s_address))
        {
            reader.Add(s_address, new HttpInputPlan { Address = address, Limit = limit });
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is HttpInputPlan plan)
        {
            writer.Add(s_address, new LimitedAddress(plan.Address, plan.Limit).ToString());
        }

        return part is HttpInputPlan;
    }
}
