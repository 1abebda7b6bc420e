using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Server.Runs;

/// <summary>Keeps nothing: for a server that is built without a store of results.</summary>
internal sealed class NoOutcomes : IReplayOutcomes, IReplayOutcomeStore, IReplayResultSink
{
    public IReplayResultSink Sink => this;

    public IReplayOutcomeStore Open(string replayId) => this;

    public Task DeleteAsync(string replayId) => Task.CompletedTask;

    public IReadOnlyList<IRecordOutput> Outputs(Ledger ledger) => [];

    public void Add(ReplayResult result)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
