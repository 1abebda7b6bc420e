using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Ports;

/// <summary>The stored outcome of every request of a replay.</summary>
public interface IReplayResults
{
    Task<ReplayResultPage> ListAsync(string replayId, ReplayResultQuery query, CancellationToken cancellationToken);

    /// <summary>Values of a field in the results, most frequent first; those that begin with a text, in any case.</summary>
    Task<IReadOnlyList<FieldValue>> ValuesAsync(string replayId, string field, string prefix, int count, CancellationToken cancellationToken);

    /// <summary>The course of the replay so far, in at most so many spans of time.</summary>
    Task<ReplayTimeline> TimelineAsync(string replayId, int spans, CancellationToken cancellationToken);

    /// <summary>Request as sent and response as received; null when there is none of that number.</summary>
    Task<ExchangeContent?> FindAsync(string replayId, long number, CancellationToken cancellationToken);
}

/// <summary>Which results to show.</summary>
public sealed record ReplayResultQuery
{
    public long Start { get; init; }

    /// <summary>Only results behind that of this number, in place of <see cref="Start"/>.</summary>
    public long? After { get; init; }

    public int Count { get; init; } = 100;

    /// <summary>What is asked of them, in the scope of results.</summary>
    public TrafficQuery Query { get; init; } = TrafficQuery.Everything;

    /// <summary>Only requests that got no complete response.</summary>
    public bool FailedOnly { get; init; }

    /// <summary>Only the exchange that has this id in its recording; null for all.</summary>
    public string? Id { get; init; }
}

/// <summary>One window of results in order of sending.</summary>
/// <param name="Rows">The rows from <see cref="ReplayResultQuery.Start"/> on, or behind <see cref="ReplayResultQuery.After"/>.</param>
/// <param name="Start">Position of the first row among all that match.</param>
/// <param name="Total">All that match, exact.</param>
public sealed record ReplayResultPage(IReadOnlyList<ReplayResultRow> Rows, long Start, long Total);

/// <summary>What became of one request. Times in milliseconds.</summary>
public sealed record ReplayResultRow
{
    public required long Number { get; init; }

    public required string Id { get; init; }

    public required string Method { get; init; }

    public required string Target { get; init; }

    /// <summary>The target's status; 0 without a response.</summary>
    public int Status { get; init; }

    /// <summary>The recorded response's status; 0 when unknown.</summary>
    public int RecordedStatus { get; init; }

    /// <summary>Why there is no complete response, in words; null on success.</summary>
    public string? Failure { get; init; }

    /// <summary>From due time to last byte.</summary>
    public double LatencyMilliseconds { get; init; }

    /// <summary>From the send to the last byte.</summary>
    public double ServiceMilliseconds { get; init; }

    /// <summary>From due time to the send.</summary>
    public double LatenessMilliseconds { get; init; }

    public long ResponseBytes { get; init; }

    /// <summary>When it was sent, nanoseconds since the Unix epoch; null when it was not.</summary>
    public long? SentAt { get; init; }
}
