namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Who wants to be called back.</summary>
public sealed class FakeSubscriptions
{
    private readonly List<Action> _callbacks = [];

    public int Count => _callbacks.Count;

    public IDisposable Add(Action changed)
    {
        lock (_callbacks)
        {
            _callbacks.Add(changed);
        }

        return new End(() =>
        {
            lock (_callbacks)
            {
                _callbacks.Remove(changed);
            }
        });
    }

    public void Notify()
    {
        Action[] callbacks;
        lock (_callbacks)
        {
            callbacks = [.. _callbacks];
        }

        foreach (var callback in callbacks)
        {
            callback();
        }
    }

    private sealed class End(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
