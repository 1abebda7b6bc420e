namespace TapeDeck.Engine.Index;

/// <summary>
/// Keeps the few index files in use open, so that each is opened once for all its readers and its writer, and closes the rest: those
/// that nobody holds leave when there are more than <paramref name="idle"/> of them, longest unused first.
/// </summary>
/// <typeparam name="T">What an open file is used through.</typeparam>
/// <param name="open">Opens the file at a path.</param>
/// <param name="idle">Files kept open although nobody holds them.</param>
public sealed class IndexShelf<T>(Func<string, T> open, int idle = 2) : IDisposable
    where T : class, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _clock;
    private bool _disposed;

    /// <summary>Opens the file, or shares it with those who have it open; dispose what is returned when done.</summary>
    /// <exception cref="IOException">The file cannot be opened, or is being deleted.</exception>
    public Lease Rent(string path)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_entries.TryGetValue(path, out var entry))
            {
                entry = new Entry(path, open(path));
                _entries.Add(path, entry);
            }
            else if (entry.Leaving is not null)
            {
                throw new IOException($"{path} is being deleted.");
            }

            entry.Holders++;
            return new Lease(this, entry);
        }
    }

    /// <summary>Closes a file as soon as nobody holds it, then runs <paramref name="delete"/> before it can be opened again.</summary>
    public async Task RemoveAsync(string path, Action<string> delete)
    {
        ArgumentNullException.ThrowIfNull(delete);
        Entry? entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(path, out entry))
            {
                delete(path);
                return;
            }

            entry.Leaving ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            CloseIfLeft(entry);
        }

        await entry.Leaving.Task.ConfigureAwait(false);
        lock (_lock)
        {
            if (_entries.GetValueOrDefault(path) == entry)
            {
                _entries.Remove(path);
                delete(path);
            }
        }
    }

    /// <summary>Closes the files nobody holds now; those still held close when their last lease ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            CloseIdle(0);
        }
    }

    private void Return(Entry entry)
    {
        lock (_lock)
        {
            entry.Holders--;
            entry.LastUsed = ++_clock;
            CloseIfLeft(entry);
            CloseIdle(_disposed ? 0 : idle);
        }
    }

    private static void CloseIfLeft(Entry entry)
    {
        if (entry is { Holders: 0, Leaving: { } leaving } && !leaving.Task.IsCompleted)
        {
            entry.Content.Dispose();
            leaving.SetResult();
        }
    }

    private void CloseIdle(int keep)
    {
        foreach (var entry in _entries.Values.Where(e => e is { Holders: 0, Leaving: null }).OrderByDescending(e => e.LastUsed).Skip(keep).ToArray())
        {
            _entries.Remove(entry.Path);
            entry.Content.Dispose();
        }
    }

    private sealed class Entry(string path, T content)
    {
        public string Path => path;

        public T Content => content;

        public int Holders { get; set; }

        public long LastUsed { get; set; }

        /// <summary>Set when the file is to be deleted; completes when it is closed.</summary>
        public TaskCompletionSource? Leaving { get; set; }
    }

    /// <summary>The right to use an open file until disposed.</summary>
    public sealed class Lease : IDisposable
    {
        private readonly IndexShelf<T> _shelf;
        private Entry? _entry;

        internal Lease(IndexShelf<T> shelf, object entry)
        {
            _shelf = shelf;
            _entry = (Entry)entry;
        }

        /// <summary>The open file.</summary>
        /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
        public T Content => (_entry ?? throw new ObjectDisposedException(nameof(Lease))).Content;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _entry, null) is { } entry)
            {
                _shelf.Return(entry);
            }
        }
    }
}
