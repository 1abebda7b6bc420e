using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// The answers to replayed requests as an input of records (spec §5.6). Whoever adds one waits while too many are not taken. The end of the output ends
/// it, not a stop of the run: the requests that are still under way get answers, too.
/// </summary>
/// <param name="name">A name, unique in its run.</param>
/// <param name="account">Where those count that nobody took; the others are their taker's to count.</param>
internal sealed class ReplayAnswers(string name, LedgerAccount account) : IRecordInput
{
    private const int Waiting = 256;
    private const int BatchSize = 64;

    private readonly Channel<Record> _answers = Channel.CreateBounded<Record>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    public string Name => name;

    /// <summary>Hands an answer on; when nobody takes answers any more, it counts as stopped.</summary>
    public async ValueTask AddAsync(Record answer)
    {
        while (!_answers.Writer.TryWrite(answer))
        {
            if (!await _answers.Writer.WaitToWriteAsync().ConfigureAwait(false))
            {
                CountLost();
                return;
            }
        }
    }

    /// <summary>No more answers will come, or those that come are not wanted.</summary>
    public void End() => _answers.Writer.TryComplete();

    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        try
        {
            var batch = new Record[BatchSize];
            while (await _answers.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                var count = 0;
                while (count < batch.Length && _answers.Reader.TryRead(out var answer))
                {
                    batch[count++] = answer;
                }

                yield return batch.AsMemory(0, count);
            }
        }
        finally
        {
            End();
            Abandon();
        }
    }

    /// <summary>Ends it, and counts what nobody has taken.</summary>
    public ValueTask DisposeAsync()
    {
        End();
        Abandon();
        return ValueTask.CompletedTask;
    }

    private void Abandon()
    {
        while (_answers.Reader.TryRead(out _))
        {
            CountLost();
        }
    }

    private void CountLost()
    {
        account.Seen();
        account.Dropped(LedgerReason.Stopped);
    }
}
