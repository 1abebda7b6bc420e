using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Middleware;

/// <summary>The life of one process of a middleware: it is given what waits, and read until its output ends.</summary>
internal sealed class MiddlewareSession : IAsyncDisposable
{
    private readonly MiddlewarePlan _plan;
    private readonly MiddlewareProcess _process;
    private readonly MiddlewareBacklog _backlog;
    private readonly MiddlewareTally _tally;
    private readonly TimeProvider _time;
    private readonly HexLineReader _reader;
    private readonly HexLineWriter _writer;
    private readonly CancellationTokenSource _outputEnded = new();
    private readonly Task _work;
    private volatile bool _isHandingOn;
    private volatile bool _wroteAll;

    /// <param name="plan">How long it may be silent at the end.</param>
    /// <param name="process">The process, just started.</param>
    /// <param name="backlog">What to give it.</param>
    /// <param name="tally">Where it is counted.</param>
    /// <param name="time">The clock of its silence.</param>
    /// <param name="onBadLine">Called for each line that is no record.</param>
    /// <param name="ending">Cancelled once nothing more will wait for it: from then on it may not be silent for long.</param>
    public MiddlewareSession(
        MiddlewarePlan plan,
        MiddlewareProcess process,
        MiddlewareBacklog backlog,
        MiddlewareTally tally,
        TimeProvider time,
        Action<string> onBadLine,
        CancellationToken ending)
    {
        _plan = plan;
        _process = process;
        _backlog = backlog;
        _tally = tally;
        _time = time;
        _writer = new HexLineWriter(process.Input);
        _reader = new HexLineReader(process.Output, line =>
        {
            tally.CameOutBroken();
            onBadLine(line);
        });
        _work = Task.WhenAll(Task.Run(WriteAsync, CancellationToken.None), Task.Run(() => WatchAsync(ending), CancellationToken.None));
    }

    /// <summary>Whether it was killed because it was silent for too long.</summary>
    public bool WasSilent { get; private set; }

    /// <summary>Bytes it was given and has not read yet, as far as that is known.</summary>
    public int Unread => _process.Unread;

    /// <summary>Whether it was given all there was, had its input closed, and ended then by itself.</summary>
    public bool EndedInOrder => _wroteAll && !WasSilent;

    /// <summary>What came out since the last time, at least one record; none once its output has ended.</summary>
    public async ValueTask<Record[]> ReadAsync()
    {
        _tally.Move();
        _isHandingOn = false;
        try
        {
            var records = await _reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            _tally.CameOut(records.Length);
            return records;
        }
        catch (IOException)
        {
            return []; // as good as its end
        }
        finally
        {
            _tally.Move();
            _isHandingOn = true;
        }
    }

    /// <summary>Its exit code, once its output has ended. It may live on for a while to clean up.</summary>
    public async Task<int> EndAsync()
    {
        await _outputEnded.CancelAsync().ConfigureAwait(false);
        var code = await _process.EndAsync(_plan.StopTimeout).ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        return code;
    }

    /// <summary>Ends it at once.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        Kill();
        await EndAsync().ConfigureAwait(false);
        _process.Dispose();
        _outputEnded.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await _backlog.TakeAsync(_outputEnded.Token).ConfigureAwait(false) is { Length: > 0 } records)
            {
                _tally.Given(records.Length);
                foreach (var record in records)
                {
                    await _writer.WriteAsync(record, CancellationToken.None).ConfigureAwait(false);
                }

                await _writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                _tally.Move();
            }

            _wroteAll = true;
            _process.Input.Close();
        }
        catch (OperationCanceledException)
        {
            // its output has ended
        }
        catch (IOException)
        {
            _wroteAll = false;
            await _process.EndAsync(_plan.StopTimeout).ConfigureAwait(false); // it reads no more, so it is of no use
        }
    }

    private async Task WatchAsync(CancellationToken ending)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(ending, _outputEnded.Token))
        {
            await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        while (!_outputEnded.IsCancellationRequested)
        {
            var left = _isHandingOn ? _plan.StopTimeout : _plan.StopTimeout - _tally.Idle;
            if (left <= TimeSpan.Zero)
            {
                WasSilent = true;
                Kill();
                return;
            }

            await Task.Delay(left, _time, _outputEnded.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
