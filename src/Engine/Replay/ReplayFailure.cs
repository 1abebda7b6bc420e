using System.Net.Sockets;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Replay;

/// <summary>Why a request has no complete response.</summary>
internal sealed record ReplayFailure(LedgerReason Reason, string Detail)
{
    public static ReplayFailure Stopped { get; } = new(LedgerReason.Stopped, "The replay was stopped.");

    /// <summary>Why a recorded request cannot be sent at all.</summary>
    public static ReplayFailure Unsendable(LedgerReason reason) => reason switch
    {
        LedgerReason.Incomplete => new(reason, "The recorded request is not complete; it was not sent."),
        LedgerReason.NotApplicable => new(reason, "CONNECT asks a proxy for a tunnel; it was not sent."),
        _ => new(reason, "The recorded payload is no HTTP/1 request; it was not sent."),
    };

    /// <summary>A connection that could not be opened.</summary>
    public static ReplayFailure ToConnect(ReplayTarget target, Exception cause)
    {
        var reason = cause is not SocketException failure ? LedgerReason.TlsFailed : failure.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => LedgerReason.Refused,
            SocketError.TimedOut => LedgerReason.TimedOut,
            SocketError.ConnectionReset or SocketError.ConnectionAborted => LedgerReason.Reset,
            _ => LedgerReason.Unreachable,
        };
        return new(reason, $"Connecting to {target}: {cause.Message}");
    }

    /// <summary>A connection that broke while it was used.</summary>
    public static ReplayFailure Broken(Exception cause) => new(LedgerReason.Reset, (cause.InnerException as SocketException ?? cause).Message);

    /// <summary>An answer that cannot be read.</summary>
    /// <param name="status">Its status code if its head made sense, else 0.</param>
    public static ReplayFailure Invalid(int status) => new(LedgerReason.InvalidResponse, status == 0
        ? "The target's answer is no HTTP/1 response."
        : $"The body of the target's answer (status {status}) is not framed as its head says.");

    /// <summary>A connection that was closed too early.</summary>
    public static ReplayFailure Closed(long received) => new(LedgerReason.Reset, received == 0
        ? "The target closed the connection without an answer."
        : $"The target closed the connection after {received} bytes of its answer.");
}
