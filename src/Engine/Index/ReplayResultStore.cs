using System.Threading.Channels;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Index;

/// <summary>
/// Stores every result of a running replay. The sender only puts it into a bounded queue; one loop writes batches, at least four a second
/// while results come. When results come faster than they can be written, the payload of the response is left out first; results that
/// find no room at all are counted in <see cref="Missed"/>, and the count is stored with the rest.
/// </summary>
public sealed class ReplayResultStore : IReplayResultSink, IAsyncDisposable
{
    /// <summary>Most bytes of a message that are stored; what is beyond is cut.</summary>
    public const int MaxPayloadBytes = 64 << 10;

    private const int QueueCapacity = 65_536;
    private const long QueueBytes = 64L << 20;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly ReplayResultIndex _index;
    private readonly TimeProvider _time;
    private readonly Channel<Arrival> _queue;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _loop;
    private long _queuedBytes;
    private long _missed;
    private volatile Exception? _failure;

    /// <summary>Starts to write into an open file, which must stay open until this is disposed.</summary>
    public ReplayResultStore(ReplayResultIndex index, TimeProvider time)
        : this(index, time, QueueCapacity)
    {
    }

    internal ReplayResultStore(ReplayResultIndex index, TimeProvider time, int capacity)
    {
        _index = index;
        _time = time;
        _queue = Channel.CreateBounded<Arrival>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _loop = Task.Run(WriteAsync);
    }

    /// <summary>Results that are not stored because the queue was full or the file could not be written.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>What ended the writing for good, such as a full disk; null while it works.</summary>
    public Exception? Failure => _failure;

    /// <inheritdoc/>
    public void Add(ReplayResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var bytes = Kept(result.Request) + Kept(result.Response);
        if (Interlocked.Add(ref _queuedBytes, bytes) > QueueBytes)
        {
            Interlocked.Add(ref _queuedBytes, -Kept(result.Response));
            bytes -= Kept(result.Response);
            result = result with { Response = null };
        }

        if (!_queue.Writer.TryWrite(new Arrival(result, bytes, default, 0)))
        {
            Interlocked.Add(ref _queuedBytes, -bytes);
            Interlocked.Increment(ref _missed);
        }
    }

    /// <summary>Takes a recorded response that passes through the replay, so that its status stands beside the replayed one. Waits for room; false when the store has ended.</summary>
    public async ValueTask<bool> AddRecordedAsync(Record response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        var arrival = new Arrival(null, 0, response.Id.ToString(), new HttpResponseView(response.Payload).Status);
        while (!_queue.Writer.TryWrite(arrival))
        {
            if (!await _queue.Writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes what is queued and ends. Nothing may be added afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _ending.Dispose();
    }

    private static int Kept(Record? record) => Math.Min(record?.Payload.Length ?? 0, MaxPayloadBytes);

    private async Task WriteAsync()
    {
        try
        {
            using var writer = new ReplayResultWriter(_index, _time);
            while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                if (!WriteBatch(writer))
                {
                    await Task.Delay(s_interval, _time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }

            writer.Commit(Missed);
        }
        catch (Exception failure)
        {
            _failure = failure;
            _queue.Writer.TryComplete();
            Discard();
        }
    }

    /// <summary>Writes what is there; true when it was a full batch, so that more is likely waiting.</summary>
    private bool WriteBatch(ReplayResultWriter writer)
    {
        var missedBefore = Missed;
        var written = 0;
        try
        {
            while (!writer.IsFull && _queue.Reader.TryRead(out var arrival))
            {
                Interlocked.Add(ref _queuedBytes, -arrival.Bytes);
                if (arrival.Result is { } result)
                {
                    written++;
                    writer.Append(result);
                }
                else
                {
                    writer.AppendRecorded(arrival.RecordedId!, arrival.RecordedStatus);
                }
            }

            var full = writer.IsFull;
            writer.Commit(missedBefore);
            return full;
        }
        catch
        {
            Interlocked.Add(ref _missed, written);
            throw;
        }
    }

    private void Discard()
    {
        while (_queue.Reader.TryRead(out var arrival))
        {
            if (arrival.Result is not null)
            {
                Interlocked.Increment(ref _missed);
            }
        }
    }

    private readonly record struct Arrival(ReplayResult? Result, int Bytes, string? RecordedId, int RecordedStatus);
}
