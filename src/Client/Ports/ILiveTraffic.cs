using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Ports;

/// <summary>The latest exchanges of a running capture: a bounded ring that is read in windows. Notify, then re-query.</summary>
public interface ILiveTraffic
{
    /// <summary>The newest exchanges of a capture that fit a query, newest first.</summary>
    LiveWindow Latest(string runId, TrafficQuery query, int count);

    /// <summary>The values of a field among the latest exchanges, most frequent first; those that begin with a text, any case.</summary>
    IReadOnlyList<FieldValue> Values(string runId, string field, string prefix, int count);

    /// <summary>The raw messages of an exchange that is still in the ring; null when it has left.</summary>
    ExchangeContent? Find(string runId, long number);

    /// <summary>Calls back after new exchanges came, at most 10 times a second, never on the capture path; dispose to end.</summary>
    IDisposable Subscribe(string runId, Action changed);
}

/// <summary>A window of the live ring.</summary>
/// <param name="Rows">Newest first.</param>
/// <param name="Total">Exchanges seen since the start, exact.</param>
/// <param name="Matching">Exchanges in the ring that fit the query.</param>
public sealed record LiveWindow(IReadOnlyList<ExchangeSummary> Rows, long Total, long Matching);
