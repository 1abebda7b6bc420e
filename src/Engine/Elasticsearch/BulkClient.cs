using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Elasticsearch;

/// <summary>The bulk API over HTTP.</summary>
internal sealed class BulkClient : IBulkClient
{
    private const int LongestAnswer = 64 << 20;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly ElasticsearchTarget _target;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <param name="target">The server.</param>
    /// <param name="skipVerify">Whether to accept any certificate.</param>
    /// <param name="options">Clock, proxies and the check of addresses.</param>
    public BulkClient(ElasticsearchTarget target, bool skipVerify, ReplayOptions options)
    {
        _target = target;
        _time = options.Time;
        _http = new HttpClient(NewHandler(skipVerify, options)) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };
    }

    public async Task<BulkAnswer> SendAsync(IReadOnlyList<byte[]> entries, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_timeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = NewRequest(entries);
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            return BulkAnswer.Read(response.StatusCode, await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false), entries.Count);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return BulkAnswer.None(ReplayFailure.TooSlow(s_timeout, "No answer"));
        }
        catch (HttpRequestException failure)
        {
            return BulkAnswer.None(Describe(failure));
        }
    }

    public void Dispose() => _http.Dispose();

    [SuppressMessage("Security", "CA5359", Justification = "Accepting any certificate is what the user asks for with skipVerify.")]
    private static SocketsHttpHandler NewHandler(bool skipVerify, ReplayOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = new ProxyAdapter(options.Proxies),
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = skipVerify ? (_, _, _, _) => true : null },
        ConnectCallback = async (context, cancellationToken) =>
        {
            var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
            var socket = await CheckedSocket.ConnectAsync(host, port, options.TargetCheck, cancellationToken).ConfigureAwait(false);
            options.Own?.Add(socket);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    private HttpRequestMessage NewRequest(IReadOnlyList<byte[]> entries)
    {
        var body = new byte[entries.Sum(entry => entry.Length)];
        var position = 0;
        foreach (var entry in entries)
        {
            entry.CopyTo(body, position);
            position += entry.Length;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, _target.BulkUrl) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Headers.Authorization = _target.Credentials is { } credentials ? new AuthenticationHeaderValue("Basic", credentials) : null;
        return request;
    }

    private ReplayFailure Describe(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.ResponseEnded or HttpRequestError.Unknown => ReplayFailure.Broken(failure),
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => new(LedgerReason.InvalidResponse, failure.Message),
        _ => ReplayFailure.ToConnect(_target.BulkUrl.Authority, failure.InnerException ?? failure),
    };
}
