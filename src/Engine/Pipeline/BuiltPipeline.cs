using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline;

/// <summary>A pipeline with every part a plan names, ready to run, and what a run needs to watch and steer it.</summary>
internal sealed class BuiltPipeline : IAsyncDisposable
{
    public required Ledger Ledger { get; init; }

    public required IReadOnlyList<IRecordInput> Inputs { get; init; }

    public required IReadOnlyList<OutputQueue> Outputs { get; init; }

    public required RecordGate Gate { get; init; }

    public required RecordPipeline Pipeline { get; init; }

    /// <summary>The pacers of the file inputs.</summary>
    public required IReadOnlyList<ReplayPacer> Pacers { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Asked anew each time: damages are found on the way.</summary>
    public required Func<IReadOnlyList<string>> Warnings { get; init; }

    /// <summary>How far the inputs are, 0–1; null when unknown.</summary>
    public required Func<double?> Fraction { get; init; }

    public async ValueTask DisposeAsync()
    {
        foreach (var input in Inputs)
        {
            await input.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var output in Outputs)
        {
            await output.DisposeAsync().ConfigureAwait(false);
        }
    }
}
