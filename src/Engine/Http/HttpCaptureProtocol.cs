using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>HTTP/1 as what is spoken over captured connections.</summary>
internal sealed class HttpCaptureProtocol(CaptureContext context) : ITcpProtocol
{
    private readonly HttpMessageScanner _requests = HttpMessageScanner.ForRequests();
    private readonly HttpMessageScanner _responses = HttpMessageScanner.ForResponses();

    /// <inheritdoc/>
    public ITcpStreamHandler Open(TcpEndpoint client, TcpEndpoint server) => new HttpConversation(client, server, context);

    /// <inheritdoc/>
    public StreamDirection? GuessDirection(ReadOnlySpan<byte> payload) =>
        _responses.CanStartAt(payload) ? StreamDirection.ToClient
        : _requests.CanStartAt(payload) ? StreamDirection.ToServer
        : null;
}
