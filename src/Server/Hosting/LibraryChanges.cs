namespace TapeDeck.Server.Hosting;

/// <summary>Says that a recording came, changed or went: signalled by whoever did it, heard by the indexer and the pages.</summary>
internal sealed class LibraryChanges(TimeProvider time, ILogger<LibraryChanges> logger)
{
    private const string Topic = "recordings";
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);
    private readonly Notices _notices = new(time, s_interval, logger);

    /// <summary>Calls back after changes, at most twice a second, until disposed.</summary>
    public IDisposable Subscribe(Action changed) => _notices.Subscribe(Topic, changed);

    public void Signal() => _notices.Signal(Topic);
}
