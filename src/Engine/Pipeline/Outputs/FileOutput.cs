using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>
/// Writes records to <c>.gor</c> files (spec §3). A record counts as delivered once the operating system has it, at the latest after the
/// plan's flush interval. A file that cannot be written does not end the output: what was meant for it is counted and it is tried again.
/// </summary>
public sealed partial class FileOutput : IRecordOutput
{
    private readonly FileOutputPlan _plan;
    private readonly ILogger _logger;
    private readonly GorFileSet _files;
    private readonly Lock _lock = new();
    private readonly ITimer? _timer;
    private CancellationToken _abandoned;
    private string? _reported;
    private bool _reportedFull;

    private FileOutput(FileOutputPlan plan, LedgerAccount account, TimeProvider time, ILogger logger, Action<string, long>? completed)
    {
        _plan = plan;
        _logger = logger;
        _files = new GorFileSet(plan, account, time, LogRepaired, completed);
        _files.OpenFirst();
        if (plan.FlushInterval > TimeSpan.Zero)
        {
            _timer = time.CreateTimer(_ => FlushOnTime(), null, plan.FlushInterval, plan.FlushInterval);
        }
    }

    /// <inheritdoc/>
    public string Name => $"file {_plan.Path}";

    /// <inheritdoc/>
    public string? Failure
    {
        get
        {
            lock (_lock)
            {
                return _files.Failure;
            }
        }
    }

    /// <summary>What its user should know: records that could not be written.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_lock)
            {
                var now = _files.Failure is null ? "It works again." : "It is tried again.";
                return _files.Lost == 0 ? [] : [$"{_files.Lost} records were lost, since writing {_plan.Path} failed: {_files.LastFailure}. {now}"];
            }
        }
    }

    /// <summary>Checks that the files can be written, and opens the one that is to be continued.</summary>
    /// <param name="plan">What to write where.</param>
    /// <param name="account">Where every record is accounted for.</param>
    /// <param name="time">The clock of flushes and of date placeholders.</param>
    /// <param name="logger">Where repairs and failures are told.</param>
    /// <exception cref="PlanException">The path is missing, no file, or cannot be written; at <c>/path</c>.</exception>
    public static FileOutput Open(FileOutputPlan plan, LedgerAccount account, TimeProvider time, ILogger logger) => Open(plan, account, time, logger, null);

    internal static FileOutput Open(FileOutputPlan plan, LedgerAccount account, TimeProvider time, ILogger logger, Action<string, long>? completed)
    {
        try
        {
            if (GorFolder.WhyNotWritable(plan, time) is { } fault)
            {
                throw new PlanException([fault]);
            }

            return new FileOutput(plan, account, time, logger, completed);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PlanException([new PlanFault("/path", $"{plan.Path} cannot be written: {failure.Message}") { IsRefusal = failure is not ArgumentException }]);
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _abandoned = cancellationToken;
            foreach (var record in batch.Span)
            {
                _files.Write(record);
            }

            if (_timer is null)
            {
                _files.Flush();
            }

            ReportChanges();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">What came last could not be written.</exception>
    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _files.Complete();
            ReportChanges();
        }

        if (_files.HoldingSeparator > 0)
        {
            LogHoldingSeparator(_files.HoldingSeparator, _plan.Path);
        }

        // Lost on the way is a warning; lost at the end, the recording ends too early.
        if (Failure is { } reason)
        {
            throw new IOException($"Writing {_plan.Path} failed to the end: {reason}");
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        lock (_lock)
        {
            _files.Dispose();
        }
    }

    private void FlushOnTime()
    {
        // An abandoned run counts what it finds undelivered as stopped; delivering it now would count it twice.
        if (!_abandoned.IsCancellationRequested)
        {
            Flush();
        }
    }

    private void Flush()
    {
        lock (_lock)
        {
            _files.Flush();
            ReportChanges();
        }
    }

    private void ReportChanges()
    {
        if (_files.Failure != _reported)
        {
            _reported = _files.Failure;
            if (_reported is null)
            {
                LogWritingAgain(_plan.Path);
            }
            else
            {
                LogFailed(_plan.Path, _reported);
            }
        }

        if (_files.IsFull && !_reportedFull)
        {
            _reportedFull = true;
            LogFull(_plan.Path, _plan.TotalLimitBytes);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Repair}")]
    private partial void LogRepaired(string repair);

    [LoggerMessage(Level = LogLevel.Error, Message = "Writing {Path} failed: {Reason} Records are counted as failed until it works again.")]
    private partial void LogFailed(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Writing {Path} works again.")]
    private partial void LogWritingAgain(string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} records in {Path} hold the separator in their payload: GoReplay will cut them there.")]
    private partial void LogHoldingSeparator(long count, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The total limit of {Limit} bytes is reached: nothing more is written to {Path}.")]
    private partial void LogFull(string path, long limit);
}
