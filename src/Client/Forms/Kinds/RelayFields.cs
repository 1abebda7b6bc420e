using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>What outputs have that keep connections to one peer.</summary>
internal static class RelayFields
{
    public static FieldsOf<RelayOutputPlan> Fields => new FieldsOf<RelayOutputPlan>()
        .Number("connections", "Connections", it => it.Connections, (it, number) => it with { Connections = (int)number }, 1, 1000, new() { IsAdvanced = true })
        .Check("sticky", "One connection an exchange", it => it.Sticky, (it, on) => it with { Sticky = on }, new() { Hint = "A request and its response go the same way.", IsAdvanced = true })
        .Check("skipVerify", "Accept any TLS certificate", it => it.SkipVerify, (it, on) => it with { SkipVerify = on }, new() { IsAdvanced = true });
}
