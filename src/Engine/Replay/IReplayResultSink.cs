namespace TapeDeck.Engine.Replay;

/// <summary>Who wants to know what became of each replayed request: the result store, the live page.</summary>
public interface IReplayResultSink
{
    /// <summary>Takes results in order of completion. Called from several threads; must not block and must not throw.</summary>
    void Add(ReplayResult result);
}
