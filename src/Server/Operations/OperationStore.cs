using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Operations;

/// <summary>Runs operations and remembers how they ended; those that a stop or a crash of the server ended have failed.</summary>
internal sealed partial class OperationStore(
    IDbContextFactory<AppDbContext> databases, IRecordingComposer composer, IRecordings recordings, TimeProvider time, ILogger<OperationStore> logger) : IOperations, IHostedService, IDisposable
{
    private const string Interrupted = "The server ended before it was done.";
    private static readonly TimeSpan s_keep = TimeSpan.FromDays(7);
    private readonly ConcurrentDictionary<string, RunningOperation> _running = new(StringComparer.Ordinal);
    private readonly Notices _notices = new(time, TimeSpan.FromMilliseconds(250), logger);

    public async Task<IReadOnlyList<OperationView>> ListAsync(CancellationToken cancellationToken)
    {
        var running = new Dictionary<string, RunningOperation>(_running); // looked at first: what is in it no more has its end in the database
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var known = await database.Operations.AsNoTracking().OrderByDescending(operation => operation.StartedAt).ThenByDescending(operation => operation.Id).ToListAsync(cancellationToken);
        return [.. known.Select(operation => running.GetValueOrDefault(operation.Id)?.View() ?? ViewOf(operation))];
    }

    public async Task<OperationView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(id, out var running))
        {
            return running.View();
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Operations.AsNoTracking().SingleOrDefaultAsync(operation => operation.Id == id, cancellationToken) is { } known ? ViewOf(known) : null;
    }

    public async Task<Answer<OperationView>> ComposeAsync(RecordingComposition composition, CancellationToken cancellationToken)
    {
        var faults = await composer.CheckAsync(composition, cancellationToken);
        return faults.Count > 0 ? Answer<OperationView>.Refused(faults) : Answer<OperationView>.Of(await StartAsync(OperationKind.Compose, null, async operation =>
        {
            var answer = await composer.ComposeAsync(composition, operation, operation.Token);
            return new Answer<string> { Value = answer.Value?.Id, Faults = answer.Faults };
        }));
    }

    public async Task<Answer<OperationView>> IndexAsync(string recordingId, CancellationToken cancellationToken)
    {
        var begun = await recordings.IndexAsync(recordingId, cancellationToken);
        return begun.Succeeded
            ? Answer<OperationView>.Of(await StartAsync(OperationKind.Index, recordingId, operation => Indexing.FollowAsync(recordings, recordingId, operation)))
            : Answer<OperationView>.Refused(begun.Faults);
    }

    public async Task<Answer<OperationView>> CancelAsync(string id, CancellationToken cancellationToken)
    {
        if (!_running.TryGetValue(id, out var operation) || operation.Ended is not null)
        {
            return Answer<OperationView>.Refused("This operation has ended.");
        }

        await operation.GiveUpAsync();
        return await FindAsync(id, cancellationToken) is { } ended ? Answer<OperationView>.Of(ended) : Answer<OperationView>.Refused("This operation is forgotten.");
    }

    public async Task<Answer<bool>> ForgetAsync(string id, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(id, out var operation) && operation.Ended is null)
        {
            return Answer<bool>.Refused("This operation has not ended; cancel it first.");
        }

        _running.TryRemove(id, out _);

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return Answer<bool>.Of(await database.Operations.Where(known => known.Id == id).ExecuteDeleteAsync(cancellationToken) > 0);
    }

    public IDisposable Subscribe(string id, Action changed) => _notices.Subscribe(id, changed);

    /// <summary>What still ran when the server died did not end well.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Operations.Where(operation => operation.State == OperationState.Running).ExecuteUpdateAsync(
            set => set.SetProperty(operation => operation.State, OperationState.Failed)
                .SetProperty(operation => operation.EndedAt, time.GetUtcNow()).SetProperty(operation => operation.Failure, Interrupted),
            cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Values.Select(operation => operation.StopAsync()));

    public void Dispose()
    {
        foreach (var operation in _running.Values)
        {
            operation.Dispose();
        }
    }

    public static OperationView ViewOf(OperationEntity operation) => new()
    {
        Id = operation.Id,
        Kind = operation.Kind,
        State = operation.State,
        Progress = operation.State == OperationState.Succeeded ? 1 : 0,
        StartedAt = operation.StartedAt,
        EndedAt = operation.EndedAt,
        RecordingId = operation.RecordingId,
        Failure = operation.Failure,
    };

    /// <summary>Begins work that ends with the id of a recording; what ended long ago is forgotten.</summary>
    private async Task<OperationView> StartAsync(OperationKind kind, string? recordingId, Func<RunningOperation, Task<Answer<string>>> work)
    {
        var now = time.GetUtcNow();
        var started = new OperationEntity { Id = Guid.CreateVersion7(now).ToString("N"), Kind = kind, State = OperationState.Running, StartedAt = now, RecordingId = recordingId };
        await using var database = await databases.CreateDbContextAsync();
        await database.Operations.Where(operation => operation.EndedAt < now - s_keep).ExecuteDeleteAsync();
        database.Operations.Add(started);
        await database.SaveChangesAsync();
        var running = _running[started.Id] = new RunningOperation(started, time, () => _notices.Signal(started.Id));
        running.Completion = Task.Run(() => RunAsync(running, work));
        return running.View();
    }

    private async Task RunAsync(RunningOperation running, Func<RunningOperation, Task<Answer<string>>> work)
    {
        try
        {
            var answer = await work(running);
            await EndAsync(running, answer.Succeeded ? OperationState.Succeeded : OperationState.Failed, answer.Value, string.Join(" ", answer.Faults.Select(fault => fault.Message)));
        }
        catch (OperationCanceledException) when (running.Token.IsCancellationRequested)
        {
            await (running.IsGivenUp ? EndAsync(running, OperationState.Cancelled) : EndAsync(running, OperationState.Failed, failure: Interrupted));
        }
        catch (Exception failure)
        {
            LogBroken(logger, running.Started.Id, failure);
            await EndAsync(running, OperationState.Failed, failure: StorageFault.Find(failure) ?? "An error of the program ended it; the log of the server has more.");
        }
    }

    private async Task EndAsync(RunningOperation running, OperationState state, string? recordingId = null, string failure = "")
    {
        var started = running.Started;
        var ended = new OperationEntity
        {
            Id = started.Id,
            Kind = started.Kind,
            State = state,
            StartedAt = started.StartedAt,
            EndedAt = time.GetUtcNow(),
            RecordingId = recordingId ?? started.RecordingId,
            Failure = failure,
        };
        try
        {
            await using var database = await databases.CreateDbContextAsync();
            database.Operations.Update(ended);
            await database.SaveChangesAsync();
            _running.TryRemove(ended.Id, out _);
        }
        catch (Exception unsaved) when (StorageFault.Find(unsaved) is { } fault)
        {
            running.Ended = ended;
            LogUnsaved(logger, ended.Id, fault); // how it ended is known until the server ends
        }

        _notices.Signal(ended.Id);
    }

    [LoggerMessage(EventId = 9002, Level = LogLevel.Error, Message = "How operation {Id} ended cannot be noted: {Reason}")]
    private static partial void LogUnsaved(ILogger logger, string id, string reason);

    [LoggerMessage(EventId = 9001, Level = LogLevel.Error, Message = "Operation {Id} ended by an error")]
    private static partial void LogBroken(ILogger logger, string id, Exception failure);
}
