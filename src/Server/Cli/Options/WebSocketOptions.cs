using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--output-ws</c> (spec §8.6).</summary>
internal sealed class WebSocketOptions : OptionFamily
{
    private static readonly Option<IReadOnlyList<LimitedAddress>> s_url = OptionKinds.List(
        "output-ws", "URL", "Send each record as a binary WebSocket message to ws[s]://HOST[:PORT][/PATH]. May repeat.",
        LimitedAddress.Of(IsWebSocket, "is not a WebSocket address; an address is ws[s]://HOST[:PORT][/PATH]"));

    private static readonly PartOptions<WebSocketOutputPlan> s_details = new PartOptions<WebSocketOutputPlan>(new WebSocketOutputPlan())
        .Value(Number, "output-ws-workers", "connections", "Connections to each address (10).", plan => plan.Connections, (plan, count) => plan with { Connections = count })
        .Switch("output-ws-sticky", "sticky", "Send the records of one exchange over one connection.", plan => plan.Sticky, (plan, on) => plan with { Sticky = on })
        .Switch("output-ws-skip-verify", "skipVerify", "Accept any TLS certificate.", plan => plan.SkipVerify, (plan, on) => plan with { SkipVerify = on });

    public override string Title => "Send to a WebSocket";

    public override IReadOnlyList<Option> Heads => [s_url];

    public override IReadOnlyList<IPartOptions> Details => [s_details];

    public override void Read(OptionReader reader)
    {
        foreach (var (url, limit) in reader.Values(s_url))
        {
            reader.Add(s_url, new WebSocketOutputPlan { Url = url, Limit = limit });
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is WebSocketOutputPlan plan)
        {
            writer.Add(s_url, new LimitedAddress(plan.Url, plan.Limit).ToString());
        }

        return part is WebSocketOutputPlan;
    }

    private static bool IsWebSocket(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "ws" or "wss", Host.Length: > 0 };
}
