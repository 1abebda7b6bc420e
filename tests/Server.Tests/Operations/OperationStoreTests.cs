using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Operations;
using TapeDeck.Server.Persistence;
using TapeDeck.Server.Tests.Recordings;

namespace TapeDeck.Server.Tests.Operations;

public sealed class OperationStoreTests
{
    private static readonly RecordingComposition s_anything = new("Anything", [], new ExchangeQuery());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operation_Running_TellsItsProgressAndCannotBeForgotten()
    {
        await using var library = await LibraryFixture.StartAsync();
        var composer = new HeldComposer();
        using var store = Open(library, composer);
        var id = (await store.ComposeAsync(s_anything, Token)).Value!.Id;
        var told = new TaskCompletionSource();
        using (store.Subscribe(id, () => told.TrySetResult()))
        {
            (await composer.Progress.Task).Report(0.5);
            await told.Task.WaitAsync(Token);
        }

        var half = (await store.FindAsync(id, Token))!;
        Assert.Equal((OperationState.Running, 0.5), (half.State, half.Progress));
        Assert.True(half.Eta > half.StartedAt);
        Assert.False((await store.ForgetAsync(id, Token)).Succeeded);
        Assert.Equal(id, Assert.Single(await store.ListAsync(Token)).Id);
        await store.CancelAsync(id, Token);
    }

    [Fact]
    public async Task Cancel_Running_EndsTheWorkFirst()
    {
        await using var library = await LibraryFixture.StartAsync();
        using var store = Open(library, new HeldComposer());
        var id = (await store.ComposeAsync(s_anything, Token)).Value!.Id;
        var cancelled = (await store.CancelAsync(id, Token)).Value!;
        Assert.Equal((OperationState.Cancelled, ""), (cancelled.State, cancelled.Failure));
        Assert.NotNull(cancelled.EndedAt);
        Assert.False((await store.CancelAsync(id, Token)).Succeeded);
        Assert.True((await store.ForgetAsync(id, Token)).Value);
        Assert.Null(await store.FindAsync(id, Token));
    }

    [Fact]
    public async Task Stop_OfTheServer_EndsWhatRunsAsFailed()
    {
        await using var library = await LibraryFixture.StartAsync();
        using var store = Open(library, new HeldComposer());
        var id = (await store.ComposeAsync(s_anything, Token)).Value!.Id;
        await store.StopAsync(Token);
        var ended = (await store.FindAsync(id, Token))!;
        Assert.Equal((OperationState.Failed, "The server ended before it was done."), (ended.State, ended.Failure));
    }

    [Fact]
    public async Task Work_FailsInAnUnforeseenWay_SaysWhereToLook()
    {
        await using var library = await LibraryFixture.StartAsync();
        var composer = new HeldComposer();
        using var store = Open(library, composer);
        var ended = new TaskCompletionSource();
        var id = (await store.ComposeAsync(s_anything, Token)).Value!.Id;
        using var subscription = store.Subscribe(id, () => ended.TrySetResult());
        composer.Failure.SetException(new InvalidOperationException("secret"));
        await ended.Task.WaitAsync(Token);
        var failed = (await store.FindAsync(id, Token))!;
        Assert.Equal(OperationState.Failed, failed.State);
        Assert.Contains("log of the server", failed.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failed.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_HasEndedAndIsNotStoredYet_StillRunsForWhoeverAsks()
    {
        await using var library = await LibraryFixture.StartAsync();
        var composer = new HeldComposer();
        var databases = new HeldDatabases(library.Service<IDbContextFactory<AppDbContext>>());
        using var store = Open(library, composer, databases);
        var id = (await store.ComposeAsync(s_anything, Token)).Value!.Id;
        var ended = new TaskCompletionSource();
        using var subscription = store.Subscribe(id, () => ended.TrySetResult());

        var storing = databases.HoldNext();
        composer.Failure.SetResult(Answer<RecordingView>.Refused("Not today."));
        await storing.WaitAsync(Token);
        Assert.Equal(OperationState.Running, (await store.FindAsync(id, Token))!.State);
        Assert.Equal(OperationState.Running, Assert.Single(await store.ListAsync(Token)).State);
        Assert.False((await store.ForgetAsync(id, Token)).Succeeded);

        databases.LetGo();
        await ended.Task.WaitAsync(Token);
        var failed = (await store.FindAsync(id, Token))!;
        Assert.Equal((OperationState.Failed, "Not today."), (failed.State, failed.Failure));
        Assert.True((await store.ForgetAsync(id, Token)).Value);
        Assert.Null(await store.FindAsync(id, Token));
    }

    private static OperationStore Open(LibraryFixture library, IRecordingComposer composer, IDbContextFactory<AppDbContext>? databases = null) =>
        new(databases ?? library.Service<IDbContextFactory<AppDbContext>>(), composer, library.Recordings, TimeProvider.System, NullLogger<OperationStore>.Instance);

    /// <summary>Composes until it is told to fail or to stop.</summary>
    private sealed class HeldComposer : IRecordingComposer
    {
        public TaskCompletionSource<IProgress<double>> Progress { get; } = new();

        public TaskCompletionSource<Answer<RecordingView>> Failure { get; } = new();

        public Task<Answer<RecordingView>> ComposeAsync(RecordingComposition composition, IProgress<double> progress, CancellationToken cancellationToken)
        {
            Progress.SetResult(progress);
            return Failure.Task.WaitAsync(cancellationToken);
        }

        public Task<IReadOnlyList<PlanFault>> CheckAsync(RecordingComposition composition, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PlanFault>>([]);
    }

    /// <summary>Databases of which one opens only once it is let go.</summary>
    private sealed class HeldDatabases(IDbContextFactory<AppDbContext> databases) : IDbContextFactory<AppDbContext>
    {
        private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _held;

        /// <summary>Ends once somebody wants the next one.</summary>
        public Task HoldNext() => (_held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void LetGo() => _letGo.SetResult();

        public AppDbContext CreateDbContext() => databases.CreateDbContext();

        public async Task<AppDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            if (Interlocked.Exchange(ref _held, null) is { } held)
            {
                held.SetResult();
                await _letGo.Task.WaitAsync(cancellationToken);
            }

            return await databases.CreateDbContextAsync(cancellationToken);
        }
    }
}
