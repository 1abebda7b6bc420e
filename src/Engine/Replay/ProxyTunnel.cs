using System.Buffers;
using System.Net.Sockets;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Replay;

/// <summary>Has a proxy open a tunnel to a server (RFC 9110 §9.3.6).</summary>
internal static class ProxyTunnel
{
    /// <summary>A proxy that has more to say than this before it lets anybody through is none.</summary>
    private const int LongestAnswer = 16 << 10;

    /// <summary>Returns once the connection to the proxy leads to the server.</summary>
    /// <exception cref="ConnectException">The proxy refused, or its answer makes no sense.</exception>
    public static async ValueTask OpenAsync(Socket socket, ReplayRoute route, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> request = route.Proxy!.TunnelRequest(route.Target);
        while (!request.IsEmpty)
        {
            request = request[await socket.SendAsync(request, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
        }

        var scanner = HttpMessageScanner.ForResponses();
        scanner.AnswersConnect = true;
        var answer = new byte[LongestAnswer];
        var received = 0;
        while (received < answer.Length)
        {
            var count = await socket.ReceiveAsync(answer.AsMemory(received), SocketFlags.None, cancellationToken).ConfigureAwait(false);
            received += count;
            var status = scanner.Scan(answer.AsSpan(0, received), out _);
            if (scanner.HasHead)
            {
                ThrowIfRefused(scanner, route);
                return;
            }

            if (count == 0 || status == OperationStatus.InvalidData)
            {
                break;
            }
        }

        throw new ConnectException(LedgerReason.InvalidResponse, $"The proxy {route.Proxy} did not answer in HTTP/1.");
    }

    private static void ThrowIfRefused(HttpMessageScanner scanner, ReplayRoute route)
    {
        if (scanner.Status is < 200 or >= 300)
        {
            throw new ConnectException(LedgerReason.Unreachable, $"The proxy answered {scanner.Status} to the request for a tunnel.");
        }
    }
}
