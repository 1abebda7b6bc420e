using System.Collections.Concurrent;
using TapeDeck.Engine.Replay;

namespace TapeDeck.TestKit;

/// <summary>Keeps what a replay tells.</summary>
public sealed class CollectedResults : IReplayResultSink
{
    private readonly ConcurrentQueue<ReplayResult> _results = new();

    /// <summary>All results in the order in which the requests were given.</summary>
    public IReadOnlyList<ReplayResult> InOrder => [.. _results.OrderBy(result => result.Number)];

    public void Add(ReplayResult result) => _results.Enqueue(result);
}
