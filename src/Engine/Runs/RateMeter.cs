namespace TapeDeck.Engine.Runs;

/// <summary>Rate of a growing count over about the last second, from samples taken whenever somebody asks.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Queue<(long At, long Count)> _samples = new();

    /// <summary>Units per second: the count now against the newest sample that is at least a second old, or the oldest there is.</summary>
    public double Observe(long count)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            while (_samples.Count > 1 && time.GetElapsedTime(_samples.ElementAt(1).At, now) >= s_window)
            {
                _samples.Dequeue();
            }

            _samples.Enqueue((now, count));
            var (at, before) = _samples.Peek();
            var seconds = time.GetElapsedTime(at, now).TotalSeconds;
            return seconds < 0.05 ? 0 : (count - before) / seconds;
        }
    }
}
