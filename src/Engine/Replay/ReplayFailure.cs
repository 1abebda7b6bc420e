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
        LedgerReason.TooLarge => new(reason, "The recorded request was cut at a size limit; it was not sent."),
        LedgerReason.NotApplicable => new(reason, "CONNECT asks a proxy for a tunnel; it was not sent."),
        _ => new(reason, "The recorded payload is no HTTP/1 request; it was not sent."),
    };

    /// <summary>A connection that could not be opened.</summary>
    /// <param name="whom">Who was to be connected to.</param>
    /// <param name="cause">What came of it.</param>
    public static ReplayFailure ToConnect(string whom, Exception cause) => new(ReasonOf(cause), $"Connecting to {whom}: {cause.Message}");

    /// <summary>An exchange that took too long.</summary>
    /// <param name="limit">How long it was allowed to take.</param>
    /// <param name="phase">What had not happened by then, such as <c>No connection</c>.</param>
    public static ReplayFailure TooSlow(TimeSpan limit, string phase) => new(LedgerReason.TimedOut, $"{phase} within {limit.TotalSeconds:0.###} s.");

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

    private static LedgerReason ReasonOf(Exception cause) => cause switch
    {
        ConnectException known => known.Reason,
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => LedgerReason.Refused,
        SocketException { SocketErrorCode: SocketError.TimedOut } => LedgerReason.TimedOut,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted } => LedgerReason.Reset,
        SocketException => LedgerReason.Unreachable,
        _ => LedgerReason.TlsFailed,
    };
}
