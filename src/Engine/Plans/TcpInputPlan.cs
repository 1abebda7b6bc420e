using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>Listens for records that another instance relays (spec §8.3). <c>--input-tcp</c>.</summary>
public sealed record TcpInputPlan : InputPlan
{
    /// <summary>Where to listen: <c>[HOST]:PORT</c>; without host on all addresses.</summary>
    public string Address { get; init; } = "";

    /// <summary>The certificate and key that make it TLS; null for plain TCP. <c>--input-tcp-secure</c>.</summary>
    public CertificatePlan? Certificate { get; init; }

    /// <inheritdoc/>
    /// <remarks>The senders wait when this end does, each by the policy of its own queue.</remarks>
    [JsonIgnore]
    public override bool IsLive => false;
}

/// <summary>A server or client certificate with its private key, both PEM files.</summary>
/// <param name="File">Path of the certificate, perhaps with its chain.</param>
/// <param name="KeyFile">Path of the private key.</param>
public sealed record CertificatePlan(string File, string KeyFile);
