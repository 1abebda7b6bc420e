using System.Buffers;

namespace TapeDeck.Engine.Relay;

/// <summary>
/// Receives the requests of one connection, byte for byte, and answers each with 200 once it was taken (RFC 9112): in order, also when they come
/// pipelined. What is no request, or too long, is refused and counted, and ends the connection. At a stop a request that has begun may be finished.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="budget">How much all connections together may hold of unfinished requests.</param>
/// <param name="take">Takes a request; the client waits for it.</param>
/// <param name="refused">Told why a request was not taken.</param>
/// <param name="time">The clock.</param>
internal sealed class RequestConnection(
    ServedConnection connection, BufferBudget budget, Func<ReadOnlyMemory<Record>, ValueTask> take, Action<HttpRefusal> refused, TimeProvider time) : IDisposable
{
    private const int BlockBytes = 16 << 10;

    /// <summary>How long a client may be silent, between requests and within one.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(2);

    private readonly ReceiveLimit _limit = new(s_idle, () => connection.HasArrived, time);
    private readonly RequestAssembler _request = new(new ConnectionEnds(connection.Client, connection.Server), time);
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
    private int _held;
    private bool _isContinued;

    /// <summary>Receives to the client's end, or to a stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await using (stop.Register(_limit.Stop))
        {
            while (await ReceiveAsync().ConfigureAwait(false) is var count and > 0 && await TakeAsync(count).ConfigureAwait(false))
            {
            }
        }

        if (_request.HasBegun)
        {
            await RefuseAsync(_limit.Token.IsCancellationRequested ? HttpRefusal.Silence : HttpRefusal.Gone).ConfigureAwait(false);
        }

        budget.Release(_held);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _limit.Dispose();
    }

    /// <summary>Receives at least one byte; 0 at the end, and when the time is up.</summary>
    private async ValueTask<int> ReceiveAsync()
    {
        try
        {
            _limit.Begin();
            return await connection.ReceiveAsync(_buffer, _limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        finally
        {
            _limit.End();
        }
    }

    /// <summary>Takes the requests that are whole now; false when the connection ends.</summary>
    private async ValueTask<bool> TakeAsync(int count)
    {
        ReadOnlyMemory<byte> bytes = _buffer.AsMemory(0, count);
        while (!bytes.IsEmpty)
        {
            var refusal = _request.Add(ref bytes, out var record);
            if (refusal is not null)
            {
                await RefuseAsync(refusal).ConfigureAwait(false);
                return false;
            }

            if (record is not null && !await AnswerAsync(record, isLast: bytes.IsEmpty).ConfigureAwait(false))
            {
                return false;
            }
        }

        return await GoOnAsync().ConfigureAwait(false);
    }

    /// <summary>Hands a request on and says so; false when it was the last of the connection. At a stop, what has come already is still taken.</summary>
    private async ValueTask<bool> AnswerAsync(Record record, bool isLast)
    {
        await _limit.HoldAsync(take, new[] { record }).ConfigureAwait(false);
        var keepsAlive = _request.KeepsAlive && !(isLast && _limit.IsStopped);
        _isContinued = false;
        return await SendAsync(HttpAnswer.Ok(keepsAlive, time.GetUtcNow())).ConfigureAwait(false) && keepsAlive;
    }

    /// <summary>Gets ready to receive the rest of a request.</summary>
    private async ValueTask<bool> GoOnAsync()
    {
        if (!budget.TryChange(_request.Capacity - _held))
        {
            await RefuseAsync(HttpRefusal.TooMuch).ConfigureAwait(false);
            return false;
        }

        _held = _request.Capacity;
        if (!_request.WaitsForContinue || _isContinued)
        {
            return true;
        }

        _isContinued = true;
        return await SendAsync(HttpAnswer.Continue).ConfigureAwait(false);
    }

    /// <summary>Says why and reads on for a moment: a client that is sending would else be reset before it has read the answer.</summary>
    private async ValueTask RefuseAsync(HttpRefusal refusal)
    {
        _request.GiveUp();
        refused(refusal);
        if (!await SendAsync(HttpAnswer.Refusal(refusal.Status, refusal.Detail, time.GetUtcNow())).ConfigureAwait(false))
        {
            return;
        }

        _limit.Stop();
        connection.EndSending();
        while (await ReceiveAsync().ConfigureAwait(false) > 0)
        {
        }
    }

    /// <summary>Sends to a client that may not read; false when it is gone, or takes nothing for too long.</summary>
    private async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> answer)
    {
        using var limit = new CancellationTokenSource(s_idle, time);
        try
        {
            return await connection.SendAsync(answer, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
