using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Server.Runs;

/// <summary>Keeps what became of every request of a replay.</summary>
internal interface IReplayOutcomes
{
    /// <summary>Opens the store of a replay that is about to start; disposed when the replay is over and all its results are stored.</summary>
    IReplayOutcomeStore Open(string replayId);

    /// <summary>Deletes what is kept of a replay; does nothing if there is nothing.</summary>
    Task DeleteAsync(string replayId);
}

/// <summary>The store of one running replay.</summary>
internal interface IReplayOutcomeStore : IAsyncDisposable
{
    /// <summary>Takes the results.</summary>
    IReplayResultSink Sink { get; }

    /// <summary>Outputs the store wants beside those of the plan, such as one that notes the recorded responses.</summary>
    IReadOnlyList<IRecordOutput> Outputs(Ledger ledger);
}
