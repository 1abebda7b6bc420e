namespace TapeDeck.Server.Hosting;

/// <summary>Says that one of a kind of things came, changed or went: signalled by whoever did it, heard by those who show or use them.</summary>
/// <param name="interval">How often somebody is told at most; many changes are told as one.</param>
internal abstract class Changes(TimeProvider time, TimeSpan interval, ILogger logger)
{
    private const string Topic = "changes";
    private readonly Notices _notices = new(time, interval, logger);

    /// <summary>Calls back after changes until disposed.</summary>
    public IDisposable Subscribe(Action changed) => _notices.Subscribe(Topic, changed);

    public void Signal() => _notices.Signal(Topic);
}
