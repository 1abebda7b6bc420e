using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Records that another instance relays.</summary>
internal static class TcpInputKind
{
    public static PartKind Kind { get; } = new FieldsOf<TcpInputPlan>()
        .Text("address", "Listen on", it => it.Address, (it, text) => it with { Address = text }, new() { IsMono = true, Placeholder = ":28020", Missing = "Say where to listen, such as :28020." })
        .Optional("certificate/file", "Certificate file", it => it.Certificate?.File, (it, text) => it with { Certificate = CertificateFields.With(it.Certificate, text, it.Certificate?.KeyFile) }, new() { Placeholder = "/etc/tapedeck/relay.pem", Hint = "PEM; makes it TLS.", IsAdvanced = true })
        .Optional("certificate/keyFile", "Key file", it => it.Certificate?.KeyFile, (it, text) => it with { Certificate = CertificateFields.With(it.Certificate, it.Certificate?.File, text) }, new() { Placeholder = "/etc/tapedeck/relay.key", IsAdvanced = true })
        .As("tcp", "Relay listener (TCP)", "Records that another instance sends", () => new TcpInputPlan(), it => $"Takes records that other instances relay to {it.Address}")
        .With(CommonFields.Input);
}
