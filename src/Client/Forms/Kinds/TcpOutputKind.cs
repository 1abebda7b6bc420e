using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Records to another instance.</summary>
internal static class TcpOutputKind
{
    public static PartKind Kind { get; } = new FieldsOf<TcpOutputPlan>()
        .Text("address", "Instance", it => it.Address, (it, text) => it with { Address = text }, new() { IsMono = true, Placeholder = "replay.example:28020", Missing = "Name the instance to relay to, such as replay.example:28020." })
        .Check("secure", "Use TLS", it => it.Secure, (it, on) => it with { Secure = on })
        .As("tcp", "Relay (TCP)", "Sends records to another instance", () => new TcpOutputPlan(), it => $"Relays every record to {it.Address}")
        .With(RelayFields.Fields)
        .With(CommonFields.Output);
}
