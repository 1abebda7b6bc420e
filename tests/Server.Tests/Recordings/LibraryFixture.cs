using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Query;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Tests.Recordings;

/// <summary>A running server, seen from its library.</summary>
internal sealed class LibraryFixture : IAsyncDisposable
{
    private readonly ServerFixture _server;

    private LibraryFixture(ServerFixture server) => _server = server;

    public IRecordings Recordings => Service<IRecordings>();

    public DataDirectory Directory => Service<DataDirectory>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public IDeletedRecordings Trash => Service<IDeletedRecordings>();

    public static Task<LibraryFixture> StartAsync(long maxUploadBytes = 1 << 30) => StartAsync(("TapeDeck:MaxUploadBytes", $"{maxUploadBytes}"));

    public static async Task<LibraryFixture> StartAsync(params (string Key, string Value)[] settings) => new(await ServerFixture.StartAsync(builder =>
    {
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }
    }));

    /// <summary>A query that is right.</summary>
    public static TrafficQuery Asked(string text) => TrafficQuery.TryParse(text, default, out var query, out var fault) ? query : throw new ArgumentException(fault.Message, nameof(text));

    public T Service<T>()
        where T : notnull => _server.Application.Services.GetRequiredService<T>();

    /// <summary>A client with a token.</summary>
    public Task<HttpClient> ProgramAsync() => _server.ProgramAsync();

    public Task RestartAsync(Action between) => _server.RestartAsync(() =>
    {
        between();
        return Task.CompletedTask;
    });

    public async Task<Answer<RecordingView>> ImportAsync(string name, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return await Recordings.ImportAsync(name, stream, Token);
    }

    /// <summary>Imports what must be accepted and waits until it is indexed.</summary>
    public async Task<RecordingView> AddAsync(byte[] content, string name = "test.gor")
    {
        var answer = await ImportAsync(name, content);
        Assert.Empty(answer.Faults);
        return await UntilAsync(answer.Value!.Id, IsIndexed);
    }

    public static bool IsIndexed(RecordingView recording) => recording.State is not (RecordingState.Indexing or RecordingState.Recording);

    /// <summary>Waits, told by the library itself, until a recording is as wanted.</summary>
    public async Task<RecordingView> UntilAsync(string id, Func<RecordingView, bool> wanted)
    {
        var changed = new SemaphoreSlim(0); // may be released once more after the subscription
        using var subscription = Recordings.Subscribe(() => changed.Release());
        while (true)
        {
            if (await Recordings.FindAsync(id, Token) is { } recording && wanted(recording))
            {
                return recording;
            }

            await changed.WaitAsync(Token);
        }
    }

    /// <summary>Waits until a run is as wanted.</summary>
    public async Task<RunView> UntilRunAsync(string id, Func<RunView, bool> wanted)
    {
        var changed = new SemaphoreSlim(0); // may be released once more after the subscription
        using var subscription = Service<IRuns>().Subscribe(() => changed.Release());
        while (true)
        {
            if (await Service<IRuns>().FindAsync(id, Token) is { } run && wanted(run))
            {
                return run;
            }

            await changed.WaitAsync(Token);
        }
    }

    /// <summary>Waits until there are so many recordings, all of them indexed.</summary>
    public async Task<IReadOnlyList<RecordingView>> UntilAllAsync(int count)
    {
        var changed = new SemaphoreSlim(0); // may be released once more after the subscription
        using var subscription = Recordings.Subscribe(() => changed.Release());
        while (true)
        {
            if (await Recordings.ListAsync(Token) is var all && all.Count == count && all.All(IsIndexed))
            {
                return all;
            }

            await changed.WaitAsync(Token);
        }
    }

    /// <summary>Changes what the database knows of a recording, as other parts of the server do.</summary>
    public async Task ChangeAsync(Func<AppDbContext, Task> change)
    {
        await using var database = await Service<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(Token);
        await change(database);
        await database.SaveChangesAsync(Token);
        Service<LibraryChanges>().Signal();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
