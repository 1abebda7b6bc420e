using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;

namespace TapeDeck.Engine.Relay;

/// <summary>A receiver that takes records as WebSocket messages (spec §8.6).</summary>
internal sealed class WebSocketTarget : RelayTarget
{
    private readonly Uri _url;
    private readonly bool _skipVerify;
    private readonly AuthenticationHeaderValue? _authorization;

    private WebSocketTarget(Uri url, bool skipVerify)
    {
        _authorization = url.UserInfo.Length > 0 ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo)))) : null;
        _url = new UriBuilder(url) { UserName = "", Password = "", Fragment = "" }.Uri;
        _skipVerify = skipVerify;
    }

    /// <inheritdoc/>
    public override string Description => _url.GetLeftPart(UriPartial.Path);

    /// <summary>The receiver at an address; null when it is none.</summary>
    /// <param name="url"><c>ws[s]://[USER:PASSWORD@]HOST[:PORT][/PATH]</c>. User and password are sent as Basic authorization (RFC 7617).</param>
    /// <param name="skipVerify">Whether any certificate will do.</param>
    public static WebSocketTarget? Parse(string url, bool skipVerify) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed is { Scheme: "ws" or "wss", Host.Length: > 0 } ? new WebSocketTarget(parsed, skipVerify) : null;

    /// <inheritdoc/>
    public override async Task<RelayLink> ConnectAsync(CancellationToken cancellationToken)
    {
        WireStream? wire = null;
        var invoker = new HttpMessageInvoker(Handler(opened => wire = opened));
        var socket = new ClientWebSocket();
        try
        {
            if (_authorization is not null)
            {
                socket.Options.SetRequestHeader("Authorization", _authorization.ToString());
            }

            await socket.ConnectAsync(_url, invoker, cancellationToken).ConfigureAwait(false);
            return new WebSocketLink(wire!, socket, invoker);
        }
        catch
        {
            socket.Dispose();
            invoker.Dispose();
            throw;
        }
    }

    /// <summary>One connection of our own making, so that it is known what of it the receiver has acknowledged; nothing is followed or remembered.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "Accepting any certificate is what the user asks for with skipVerify.")]
    private SocketsHttpHandler Handler(Action<WireStream> opened)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var wire = await OpenAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
                opened(wire);
                return wire;
            },
        };
        if (_skipVerify)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }

        return handler;
    }
}
