using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Middleware;

/// <summary>
/// A process that records go through, hex line by hex line (spec §10), started again when it ends before its time if the plan says so. What goes in
/// and what comes out are independent of each other: it may leave out, change, add, delay and reorder.
/// </summary>
internal sealed partial class MiddlewareStage : IRecordInput
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_restartWindow = TimeSpan.FromMinutes(1);

    private readonly MiddlewarePlan _plan;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<string> _onErrorLine;
    private readonly MiddlewareTally _tally;
    private readonly MiddlewareBacklog _backlog = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Queue<long> _restarts = new();
    private readonly MiddlewareNotes _notes = new();
    private volatile MiddlewareSession? _session;
    private volatile bool _isOver;

    /// <param name="plan">What to start; checked.</param>
    /// <param name="account">Where everything given and received is accounted for.</param>
    /// <param name="time">The clock of its silence and restarts.</param>
    /// <param name="logger">Where its end, restarts and bad lines are told.</param>
    /// <param name="onErrorLine">Takes each line of its standard error; null to log them.</param>
    public MiddlewareStage(MiddlewarePlan plan, LedgerAccount account, TimeProvider time, ILogger logger, Action<string>? onErrorLine)
    {
        _plan = plan;
        _time = time;
        _logger = logger;
        _onErrorLine = onErrorLine ?? LogErrorLine;
        _tally = new MiddlewareTally(account, time);
    }

    /// <inheritdoc/>
    public string Name => $"middleware {_plan.Command[0]}";

    /// <summary>What the person should know: restarts, and lines that were no records.</summary>
    public IReadOnlyList<string> Warnings => _notes.Lines;

    /// <summary>Gives it records of an input; waits while it takes none. Cancelled: what it did not take is counted as stopped.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        _tally.Waiting(batch.Length);
        var taken = await _backlog.AddAsync(batch, cancellationToken).ConfigureAwait(false);
        _tally.GivenUp(WhyRefused(cancellationToken), batch.Length - taken);
    }

    /// <summary>Gives it answers of outputs, as far as it has room for them; never waits.</summary>
    public void Answer(ReadOnlyMemory<Record> batch)
    {
        _tally.Waiting(batch.Length);
        var taken = _backlog.AddAnswers(batch.Span);
        _tally.GivenUp(_ending.IsCancellationRequested || _isOver ? WhyRefused(CancellationToken.None) : LedgerReason.QueueFull, batch.Length - taken);
    }

    /// <summary>
    /// The inputs have ended: returns when what they gave has come out, or nothing has moved for a while since the process has read it, so that what is
    /// still inside was filtered or is held back until the end.
    /// </summary>
    /// <param name="isBusy">Whether answers are still to be expected.</param>
    /// <param name="abandon">Ends the wait.</param>
    public async Task SettleAsync(Func<bool> isBusy, CancellationToken abandon)
    {
        var unread = 0;
        while (!_isOver && !abandon.IsCancellationRequested && (isBusy() || IsMoving(ref unread)))
        {
            await Task.Delay(s_betweenLooks, _time, abandon).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Nothing more will be given: its input is closed, and <see cref="ReadAsync"/> ends with what it still writes.</summary>
    public void End()
    {
        _tally.Move();
        _backlog.End();
        _ending.Cancel();
    }

    /// <inheritdoc/>
    /// <exception cref="MiddlewareException">It does not start, or ended before its time and is not to be started again.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        try
        {
            for (var goesOn = true; goesOn;)
            {
                var session = StartSession();
                await using var closing = session.ConfigureAwait(false);
                using var killing = stop.UnsafeRegister(static session => ((MiddlewareSession)session!).Kill(), session);
                while (await session.ReadAsync().ConfigureAwait(false) is { Length: > 0 } records)
                {
                    yield return records;
                }

                goesOn = GoesOn(session, await session.EndAsync().ConfigureAwait(false), stop);
            }
        }
        finally
        {
            _isOver = true;
            _backlog.End();
            _tally.GivenUp(WhyRefused(stop), _backlog.Clear());
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _ending.Dispose();
        _backlog.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether something may still come out. A process that has not read what it was given, since it is only starting, may take longer.</summary>
    private bool IsMoving(ref int unread)
    {
        var left = _session?.Unread ?? 0;
        if (left != unread)
        {
            unread = left;
            _tally.Move();
        }

        return left > 0 || _backlog.Count > 0 ? _tally.Idle < _plan.StopTimeout : _tally.Inside > 0 && _tally.Idle < s_quiet;
    }

    private MiddlewareSession StartSession() => _session = new MiddlewareSession(
        _plan, MiddlewareProcess.Start(_plan.Command, _onErrorLine), _backlog, _tally, _time, NoteBadLine, _ending.Token);

    /// <summary>Settles what a process left behind; whether another one is to be started.</summary>
    private bool GoesOn(MiddlewareSession session, int code, CancellationToken stop)
    {
        _tally.Settle(stop.IsCancellationRequested ? LedgerReason.Stopped : session.EndedInOrder ? null : LedgerReason.MiddlewareEnded);
        if (stop.IsCancellationRequested || session.EndedInOrder)
        {
            Note(code == 0 || stop.IsCancellationRequested ? null : $"The middleware ended with code {code}.");
            return false;
        }

        if (session.WasSilent)
        {
            Note($"The middleware wrote nothing for {DurationText.Format(_plan.StopTimeout)} after its input was closed, and was killed.");
            return false;
        }

        if (_plan.WhenEnded == MiddlewareEnd.Fail)
        {
            throw new MiddlewareException($"The middleware '{string.Join(' ', _plan.Command)}' ended with code {code} before the run did.");
        }

        CountRestart(code);
        return true;
    }

    private void CountRestart(int code)
    {
        while (_restarts.TryPeek(out var at) && _time.GetElapsedTime(at) >= s_restartWindow)
        {
            _restarts.Dequeue();
        }

        if (_restarts.Count >= _plan.MaxRestarts)
        {
            throw new MiddlewareException(
                $"The middleware '{string.Join(' ', _plan.Command)}' ended with code {code} and was started again {_restarts.Count} times within a minute already.");
        }

        _restarts.Enqueue(_time.GetTimestamp());
        Note($"The middleware ended with code {code} before the run did, and was started again.");
    }

    private LedgerReason WhyRefused(CancellationToken abandon) =>
        abandon.IsCancellationRequested || _ending.IsCancellationRequested ? LedgerReason.Stopped : LedgerReason.MiddlewareEnded;

    private void NoteBadLine(string line)
    {
        if (_notes.AddBadLine(line))
        {
            LogWarning(line);
        }
    }

    private void Note(string? text)
    {
        if (text is not null)
        {
            _notes.Add(text);
            LogWarning(text);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Text}")]
    private partial void LogWarning(string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "middleware: {Line}")]
    private partial void LogErrorLine(string line);
}
