using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Relay;

/// <summary>Why a listener does not take a request.</summary>
/// <param name="Status">Code and phrase of the answer.</param>
/// <param name="Reason">What it is counted as.</param>
/// <param name="Detail">A sentence of ASCII for people.</param>
internal sealed record HttpRefusal(string Status, LedgerReason Reason, string Detail)
{
    public static HttpRefusal Malformed { get; } = new("400 Bad Request", LedgerReason.Unparsable, "This is no HTTP/1 request, or its end cannot be known.");

    public static HttpRefusal LongHead { get; } = new("431 Request Header Fields Too Large", LedgerReason.TooLarge, "Request line and headers are longer than 1 MiB.");

    public static HttpRefusal LongBody { get; } = new("413 Content Too Large", LedgerReason.TooLarge, "The request is longer than 64 MiB.");

    public static HttpRefusal TooMuch { get; } = new("503 Service Unavailable", LedgerReason.Evicted, "All connections together hold too much of unfinished requests.");

    public static HttpRefusal Silence { get; } = new("408 Request Timeout", LedgerReason.Incomplete, "The rest of the request did not come.");

    /// <summary>The client went away; nobody is left to tell.</summary>
    public static HttpRefusal Gone { get; } = Silence with { Detail = "The client went away before its request was whole." };
}
