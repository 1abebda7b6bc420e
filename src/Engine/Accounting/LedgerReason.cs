namespace TapeDeck.Engine.Accounting;

/// <summary>Why a packet, message or record did not go on. Every loss in the program has one of these.</summary>
public enum LedgerReason
{
    /// <summary>The kernel's capture buffer was full.</summary>
    KernelDrop,

    /// <summary>The network interface dropped it before the kernel saw it.</summary>
    InterfaceDrop,

    /// <summary>The frame was cut by the snapshot length, or its headers make no sense.</summary>
    Malformed,

    /// <summary>Not TCP over IP, or an unsupported link layer.</summary>
    NotTcp,

    /// <summary>TCP, but of no port or host that is captured.</summary>
    OtherEndpoint,

    /// <summary>An IP fragment whose other parts never came.</summary>
    FragmentLost,

    /// <summary>Seen before: a retransmission, or the same frame seen on a second interface.</summary>
    Duplicate,

    /// <summary>Bytes of the stream are missing from the capture.</summary>
    Gap,

    /// <summary>The message never became complete.</summary>
    Incomplete,

    /// <summary>A memory limit was reached and the oldest had to go.</summary>
    Evicted,

    /// <summary>Not HTTP/1, or damaged beyond recognition.</summary>
    Unparsable,

    /// <summary>An interim (1xx) response, which is no record of its own.</summary>
    Interim,

    /// <summary>A response that was not asked for, or whose request is not in the capture.</summary>
    Unpaired,

    /// <summary>Sent by this run itself, to the port it captures.</summary>
    OwnTraffic,

    /// <summary>Larger than a size limit allows.</summary>
    TooLarge,

    /// <summary>A damaged record of a file.</summary>
    Damaged,

    /// <summary>Not of a kind that is taken there, such as a response given to an HTTP output, or messages of a WebSocket in an archive.</summary>
    NotApplicable,

    /// <summary>The output's queue was full and its policy is to drop.</summary>
    QueueFull,

    /// <summary>The target refused the connection.</summary>
    Refused,

    /// <summary>The target's name did not resolve or the host could not be reached.</summary>
    Unreachable,

    /// <summary>TLS could not be set up, or the certificate was not accepted.</summary>
    TlsFailed,

    /// <summary>No complete answer within the time limit.</summary>
    TimedOut,

    /// <summary>The connection was closed or reset before the answer was complete.</summary>
    Reset,

    /// <summary>It was sent over a connection that broke, and nobody knows whether the receiver took it.</summary>
    Unconfirmed,

    /// <summary>The answer was not HTTP/1.</summary>
    InvalidResponse,

    /// <summary>The destination could not be written: disk full, permission, broken pipe.</summary>
    WriteFailed,

    /// <summary>Was with the middleware, or waited for it, when it ended before its time.</summary>
    MiddlewareEnded,

    /// <summary>Beyond the rate or share that an input or output lets pass.</summary>
    RateLimited,

    /// <summary>Came from a live source while the run was paused.</summary>
    Paused,

    /// <summary>The run was stopped before its turn came.</summary>
    Stopped,

    /// <summary>Sending to that address is not allowed here.</summary>
    Forbidden,

    /// <summary>The destination answered, but did not accept it.</summary>
    Rejected,
}
