using System.Net;
using System.Text;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Elasticsearch;

/// <summary>The rules for proxies as the HTTP client wants them.</summary>
internal sealed class ProxyAdapter(ProxyRules rules) : IWebProxy
{
    /// <summary>Those in the proxy's URL, which <see cref="GetProxy"/> passes on.</summary>
    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => Find(destination) is { } proxy ? new UriBuilder(Uri.UriSchemeHttp, proxy.Host, proxy.Port).Uri : null;

    public bool IsBypassed(Uri host) => Find(host) is null;

    private ProxyServer? Find(Uri url)
    {
        rules.TryFind(url.IdnHost, url.Port, url.Scheme == Uri.UriSchemeHttps, out var proxy, out _);
        if (proxy is { Authorization.IsEmpty: false } && Credentials is null)
        {
            Credentials = CredentialsOf(proxy);
        }

        return proxy;
    }

    private static NetworkCredential CredentialsOf(ProxyServer proxy)
    {
        var basic = Encoding.ASCII.GetString(proxy.Authorization.Span)["Basic ".Length..];
        var user = Encoding.UTF8.GetString(Convert.FromBase64String(basic)).Split(':', 2);
        return new NetworkCredential(user[0], user.Length > 1 ? user[1] : "");
    }
}
