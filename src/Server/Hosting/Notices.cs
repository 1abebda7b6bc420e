using System.Collections.Immutable;

namespace TapeDeck.Server.Hosting;

/// <summary>
/// Tells whoever asked that something of a topic changed: at once when nothing was told lately, else after the interval, many changes as one.
/// Signalling never waits for those who are told, and nobody is told again before he has returned.
/// </summary>
internal sealed partial class Notices(TimeProvider time, TimeSpan interval, ILogger logger)
{
    private ImmutableList<Subscription> _subscriptions = [];

    /// <summary>Calls back after changes of a topic until disposed.</summary>
    public IDisposable Subscribe(string topic, Action changed)
    {
        var subscription = new Subscription(this, topic, changed);
        ImmutableInterlocked.Update(ref _subscriptions, list => list.Add(subscription));
        return subscription;
    }

    public void Signal(string topic)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            if (subscription.Topic == topic)
            {
                subscription.Signal();
            }
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "Somebody who was told of a change failed")]
    private static partial void LogFailure(ILogger logger, Exception failure);

    private sealed class Subscription : IDisposable
    {
        private readonly Notices _notices;
        private readonly Action _changed;
        private readonly Lock _lock = new();
        private readonly ITimer _timer;
        private long _lastTold;
        private bool _isPlanned;
        private bool _isTelling;
        private bool _isOver;

        public Subscription(Notices notices, string topic, Action changed)
        {
            (_notices, Topic, _changed) = (notices, topic, changed);
            _timer = notices.Time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public string Topic { get; }

        public void Signal()
        {
            lock (_lock)
            {
                if (_isOver || _isPlanned)
                {
                    return;
                }

                _isPlanned = true;
                if (!_isTelling)
                {
                    Plan();
                }
            }
        }

        public void Dispose()
        {
            ImmutableInterlocked.Update(ref _notices._subscriptions, list => list.Remove(this));
            lock (_lock)
            {
                _isOver = true;
            }

            _timer.Dispose();
        }

        private void Plan()
        {
            var wait = _lastTold == 0 ? TimeSpan.Zero : _notices.Interval - _notices.Time.GetElapsedTime(_lastTold);
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        private void Tell()
        {
            lock (_lock)
            {
                if (_isOver)
                {
                    return;
                }

                (_isPlanned, _isTelling, _lastTold) = (false, true, _notices.Time.GetTimestamp());
            }

            try
            {
                _changed();
            }
            catch (Exception failure)
            {
                LogFailure(_notices.Logger, failure);
            }

            lock (_lock)
            {
                _isTelling = false;
                if (_isPlanned && !_isOver)
                {
                    Plan();
                }
            }
        }
    }

    private TimeProvider Time => time;

    private TimeSpan Interval => interval;

    private ILogger Logger => logger;
}
