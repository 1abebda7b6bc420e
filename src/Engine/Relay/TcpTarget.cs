using System.Diagnostics.CodeAnalysis;
using System.Net.Security;

namespace TapeDeck.Engine.Relay;

/// <summary>A receiver that takes records as the bytes of a <c>.gor</c> file over TCP (spec §8.2), or TLS.</summary>
/// <param name="address">Host and port.</param>
/// <param name="secure">Whether to speak TLS.</param>
/// <param name="skipVerify">Whether any certificate will do.</param>
internal sealed class TcpTarget(HostPort address, bool secure, bool skipVerify) : RelayTarget
{
    private string Host => address.Host.Length == 0 ? "localhost" : address.Host;

    /// <inheritdoc/>
    public override string Description => address.ToString();

    /// <inheritdoc/>
    public override async Task<RelayLink> ConnectAsync(CancellationToken cancellationToken)
    {
        var wire = await OpenAsync(Host, address.Port, cancellationToken).ConfigureAwait(false);
        try
        {
            return new TcpLink(wire, secure ? await StartTlsAsync(wire, cancellationToken).ConfigureAwait(false) : null);
        }
        catch
        {
            await wire.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "Accepting any certificate is what the user asks for with skipVerify.")]
    private async ValueTask<SslStream> StartTlsAsync(WireStream wire, CancellationToken cancellationToken)
    {
        var tls = new SslStream(wire);
        var options = new SslClientAuthenticationOptions { TargetHost = Host };
        if (skipVerify)
        {
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }

        await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        return tls;
    }
}
