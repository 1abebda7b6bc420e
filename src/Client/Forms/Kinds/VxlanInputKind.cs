using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Traffic that is mirrored here inside VXLAN.</summary>
internal static class VxlanInputKind
{
    public static PartKind Kind { get; } = new FieldsOf<VxlanInputPlan>()
        .Number("listenPort", "UDP port", it => it.ListenPort, (it, port) => it with { ListenPort = (int)port }, 0, 65_535)
        .Numbers("networks", "Networks (VNI)", it => it.Networks, (it, networks) => it with { Networks = networks }, FieldText.Whole, new() { Placeholder = "10, -20", Hint = "A negative one is left out; empty for all." })
        .As("vxlan", "VXLAN mirror", "Traffic that a switch or cloud mirrors to this machine", () => new VxlanInputPlan { TrackResponses = true }, it => $"Records mirrored traffic that arrives at UDP port {it.ListenPort}")
        .With(PacketFields.Fields)
        .With(CommonFields.Input);
}
