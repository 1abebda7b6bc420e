using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Persistence;
using TapeDeck.Server.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Recordings;

public sealed class IndexingControlTests : IAsyncLifetime
{
    private LibraryFixture _library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _library = await LibraryFixture.StartAsync();

    public ValueTask DisposeAsync() => _library.DisposeAsync();

    [Fact]
    public async Task Index_OfAHealthyRecording_BuildsItAnew()
    {
        var recording = await _library.AddAsync(Records.Bytes(Records.Requests(50)));
        Assert.True((await _library.Recordings.IndexAsync(recording.Id, Token)).Succeeded);

        var again = await _library.UntilAsync(recording.Id, LibraryFixture.IsIndexed);
        Assert.Equal((RecordingState.Healthy, 50), (again.State, again.Exchanges));
    }

    [Fact]
    public async Task Stop_OfARecordingThatIsNotIndexed_IsRefused()
    {
        var recording = await _library.AddAsync(Records.Bytes(Records.Requests(5)));
        Assert.False((await _library.Recordings.StopIndexingAsync(recording.Id, Token)).Succeeded);
    }

    [Fact]
    public async Task Stop_OfARecordingThatWaitsForItsIndex_LastsUntilItIsStartedAgain()
    {
        await _library.Service<IEnumerable<IHostedService>>().OfType<RecordingIndexWorker>().Single().StopAsync(Token);
        var answer = await _library.ImportAsync("test.gor", Records.Bytes(Records.Requests(40)));
        var id = answer.Value!.Id;
        Assert.True((await _library.Recordings.StopIndexingAsync(id, Token)).Succeeded);
        Assert.Equal(RecordingState.Unindexed, (await _library.Recordings.FindAsync(id, Token))!.State);

        await _library.RestartAsync(() => { });
        var stopped = (await _library.Recordings.FindAsync(id, Token))!;
        Assert.Equal((RecordingState.Unindexed, null), (stopped.State, stopped.Indexing));

        Assert.True((await _library.Recordings.IndexAsync(id, Token)).Succeeded);
        Assert.Equal(40, (await _library.UntilAsync(id, LibraryFixture.IsIndexed)).Exchanges);
    }

    [Fact]
    public async Task Advance_BeforeItsEndIsNoted_IsNotForgotten()
    {
        await _library.Service<IEnumerable<IHostedService>>().OfType<RecordingIndexWorker>().Single().StopAsync(Token);
        var id = (await _library.ImportAsync("test.gor", Records.Bytes(Records.Requests(40)))).Value!.Id;
        await using var database = await _library.Service<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(Token);
        var (recording, indexing) = (await database.Recordings.SingleAsync(known => known.Id == id, Token), _library.Service<RecordingIndexing>());
        Task? forgetting = null;
        var exchanges = await indexing.AdvanceAsync(
            recording,
            (figures, isAtEnd) =>
            {
                Assert.True(isAtEnd);
                forgetting = indexing.ForgetAsync(id);
                Assert.False(forgetting.IsCompleted); // else the index could be removed, and then be noted as complete
                return Task.FromResult(figures.Exchanges);
            },
            Token);
        await forgetting!;
        Assert.Equal(40, exchanges);
    }

    [Fact]
    public void Pace_FromTheMiddleOn_CountsWhatItDidItself()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var pace = new IndexingPace(time);
        Assert.Null(pace.At(0.5, 1_000).Left);

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new IndexingProgress(0.75, 4_000, 300, TimeSpan.FromSeconds(10)), pace.At(0.75, 4_000));
    }
}
