namespace TapeDeck.Client.Navigation;

/// <summary>What the parts of the page in view answer to. The part that came last answers first, unless one says that it does.</summary>
public sealed class Shortcuts
{
    private readonly List<(ShortcutId Id, Func<Task> Action, bool IsFirst)> _handlers = [];

    /// <summary>Raised after the set of answered keys changed.</summary>
    public event Action? Changed;

    /// <summary>Shortcuts that have somebody to answer them now.</summary>
    public IEnumerable<Shortcut> Active => Shortcut.All.Where(shortcut => _handlers.Exists(handler => handler.Id == shortcut.Id));

    /// <summary>Answers a shortcut until the result is disposed of.</summary>
    /// <param name="id">The shortcut.</param>
    /// <param name="action">The answer.</param>
    /// <param name="isFirst">Whether it goes before those that come later.</param>
    public IDisposable On(ShortcutId id, Func<Task> action, bool isFirst = false)
    {
        var handler = (id, action, isFirst);
        _handlers.Add(handler);
        Changed?.Invoke();
        return new Release(() =>
        {
            _handlers.Remove(handler);
            Changed?.Invoke();
        });
    }

    /// <summary>Runs what answers; nothing when nobody does any more.</summary>
    public Task PressAsync(ShortcutId id) => _handlers.Where(handler => handler.Id == id).OrderBy(handler => handler.IsFirst).LastOrDefault().Action?.Invoke() ?? Task.CompletedTask;

    private sealed class Release(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
