using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Recordings;

/// <summary>How fast one recording is being indexed.</summary>
internal sealed class IndexingPace(TimeProvider time)
{
    private readonly long _since = time.GetTimestamp();
    private long _exchanges = -1;
    private double _from;

    /// <summary>How it stands; what was indexed before this pace began does not count for the rate.</summary>
    public IndexingProgress At(double fraction, long exchanges)
    {
        if (_exchanges < 0)
        {
            (_exchanges, _from) = (exchanges, fraction);
        }

        var elapsed = time.GetElapsedTime(_since);
        var done = fraction - _from;
        return new IndexingProgress(
            fraction,
            exchanges,
            elapsed > TimeSpan.Zero ? (exchanges - _exchanges) / elapsed.TotalSeconds : 0,
            done > 0 ? elapsed * ((1 - fraction) / done) : null);
    }
}
