using TapeDeck.Engine.Http;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Binary;

/// <summary>Any protocol in which both sides take turns (spec §4.9).</summary>
/// <param name="context">What all conversations share.</param>
/// <param name="expire">Nanoseconds of silence that end a message.</param>
internal sealed class BinaryCaptureProtocol(CaptureContext context, long expire) : ITcpProtocol
{
    /// <inheritdoc/>
    public ITcpStreamHandler Open(TcpEndpoint client, TcpEndpoint server) => new BinaryConversation(client, server, context, expire);

    /// <inheritdoc/>
    public StreamDirection? GuessDirection(ReadOnlySpan<byte> payload) => null; // bytes tell nothing; ports and handshake do
}
