using TapeDeck.Client.Ports;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>A live stream that grows when told to.</summary>
public sealed class FakeLiveTraffic : ILiveTraffic
{
    private const int Ring = 5000;
    private readonly FakeSubscriptions _subscriptions = new();
    private long _total;

    public long Total => Interlocked.Read(ref _total);

    public void Grow(long count)
    {
        Interlocked.Add(ref _total, count);
        _subscriptions.Notify();
    }

    public LiveWindow Latest(string runId, TrafficQuery query, int count)
    {
        var total = Total;
        var held = Enumerable.Range(0, (int)Math.Min(Ring, total)).Select(back => total - 1 - back);
        if (query.IsEverything)
        {
            return new LiveWindow([.. held.Take(count).Select(SampleTraffic.Summary)], total, Math.Min(Ring, total));
        }

        var hits = held.Select(SampleTraffic.Summary)
            .Where(row => query.IsMatch(row)).ToList();
        return new LiveWindow([.. hits.Take(count)], total, hits.Count);
    }

    public IReadOnlyList<FieldValue> Values(string runId, string field, string prefix, int count) => [];

    public ExchangeContent? Find(string runId, long number) => number < Total && number >= Total - Ring ? SampleTraffic.Content(number) : null;

    public IDisposable Subscribe(string runId, Action changed) => _subscriptions.Add(changed);
}
