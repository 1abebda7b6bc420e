using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.TestKit;

/// <summary>An output that answers every request with a record, and waits while few of its answers are taken.</summary>
/// <param name="account">Its account.</param>
/// <param name="name">Its name.</param>
/// <param name="respond">Makes the payload of an answer; null for an empty 200.</param>
public sealed class AnsweringOutput(LedgerAccount account, string name, Func<Record, string>? respond = null) : IRespondingOutput, IRecordInput
{
    private const int MostAnswers = 4;
    private readonly Channel<Record> _answers = Channel.CreateBounded<Record>(MostAnswers);
    private readonly TaskCompletionSource _busy = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<Record> Taken { get; } = new();

    /// <summary>Ends once so many requests came that somebody must be taking answers.</summary>
    public Task Busy => _busy.Task;

    public string Name => name;

    public IRecordInput? Responses => this;

    public async ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        foreach (var record in batch.ToArray())
        {
            Taken.Enqueue(record);
            if (record.Kind == RecordKind.Request)
            {
                await _answers.Writer.WriteAsync(Answer(record), cancellationToken);
            }

            account.Delivered();
            if (Taken.Count > MostAnswers)
            {
                _busy.TrySetResult();
            }
        }
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _answers.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends with the output only, not with a stop of the run.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var answer in _answers.Reader.ReadAllAsync(CancellationToken.None))
        {
            yield return new[] { answer };
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Record Answer(Record request) => request with
    {
        Kind = RecordKind.ReplayedResponse,
        Payload = Encoding.ASCII.GetBytes(respond?.Invoke(request) ?? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    };
}
