using System.Runtime.CompilerServices;
using TapeDeck.Engine;

namespace TapeDeck.TestKit;

/// <summary>An input that yields given batches, then ends, fails, or goes on until it is stopped.</summary>
public sealed class MemoryInput(params IEnumerable<Record[]> batches) : IRecordInput
{
    public Exception? Failure { get; init; }

    /// <summary>Repeats the batches until stopped.</summary>
    public bool Endless { get; init; }

    public string Name => "memory";

    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        do
        {
            foreach (var batch in batches)
            {
                if (stop.IsCancellationRequested)
                {
                    yield break;
                }

                await Task.Yield();
                yield return batch;
            }
        }
        while (Endless);

        if (Failure is not null)
        {
            throw Failure;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
