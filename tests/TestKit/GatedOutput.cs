using System.Collections.Concurrent;
using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.TestKit;

/// <summary>An output that keeps what it gets, and can be held shut or made to fail.</summary>
public sealed class GatedOutput(LedgerAccount account, string name = "gated") : IRecordOutput
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<Record> Taken { get; } = new();

    public Exception? Failure { get; set; }

    public bool Completed { get; private set; }

    public string Name => name;

    public void Open() => _opened.TrySetResult();

    public async ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        await _opened.Task.WaitAsync(cancellationToken);
        if (Failure is not null)
        {
            throw Failure;
        }

        foreach (var record in batch.ToArray())
        {
            Taken.Enqueue(record);
        }

        account.Delivered(batch.Length);
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        Completed = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
