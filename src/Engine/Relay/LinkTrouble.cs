using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Relay;

/// <summary>Why there is no connection to a receiver.</summary>
internal sealed record LinkTrouble(LedgerReason Reason, string Detail)
{
    /// <summary>Whether an exception is a connection's way of ending, and not a fault in the program.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is IOException or SocketException or AuthenticationException or WebSocketException or HttpRequestException
            or ObjectDisposedException or OperationCanceledException;

    /// <summary>A connection that could not be made.</summary>
    public static LinkTrouble From(Exception failure)
    {
        var cause = failure;
        while (cause is WebSocketException or HttpRequestException or IOException && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return new LinkTrouble(ReasonOf(cause), cause is OperationCanceledException ? "no answer in time" : (cause.InnerException ?? cause).Message.TrimEnd('.'));
    }

    private static LedgerReason ReasonOf(Exception cause) => cause switch
    {
        OperationCanceledException => LedgerReason.TimedOut,
        AuthenticationException => LedgerReason.TlsFailed,
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => LedgerReason.Refused,
        SocketException { SocketErrorCode: SocketError.TimedOut } => LedgerReason.TimedOut,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted } or IOException => LedgerReason.Reset,
        WebSocketException { WebSocketErrorCode: WebSocketError.NotAWebSocket } => LedgerReason.Rejected,
        WebSocketException or HttpRequestException => LedgerReason.InvalidResponse,
        _ => LedgerReason.Unreachable,
    };
}
