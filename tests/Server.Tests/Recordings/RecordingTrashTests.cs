using TapeDeck.Client.Ports;
using TapeDeck.Server.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Recordings;

public sealed class RecordingTrashTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_Recording_CanBeRestoredWithAllItHad()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Records.Requests(5)));

        Assert.True((await library.Recordings.DeleteAsync(recording.Id, Token)).Value);
        Assert.Empty(await library.Recordings.ListAsync(Token));
        Assert.Null(await library.Recordings.FindAsync(recording.Id, Token));
        Assert.Equal(0, (await library.Recordings.ExchangesAsync(recording.Id, new ExchangeQuery(), Token)).Total);
        Assert.NotNull(Assert.Single(await library.Trash.ListAsync(Token)).DeletedAt);
        Assert.False((await library.Recordings.DeleteAsync(recording.Id, Token)).Value);

        await library.RestartAsync(() => { }); // a deleted recording is not found again as a new one
        Assert.True(await library.Trash.RestoreAsync(recording.Id, Token));
        Assert.Equivalent(recording, Assert.Single(await library.Recordings.ListAsync(Token)));
        Assert.Equal(5, (await library.Recordings.ExchangesAsync(recording.Id, new ExchangeQuery(), Token)).Total);
        Assert.False(await library.Trash.RestoreAsync(recording.Id, Token));
    }

    [Fact]
    public async Task Purge_DeletedRecording_LeavesNoFileAndNoIndex()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Records.Requests(5)));
        await library.Recordings.ExchangesAsync(recording.Id, new ExchangeQuery(), Token);

        Assert.False((await library.Trash.PurgeAsync(recording.Id, Token)).Value); // not while it is in the library
        await library.Recordings.DeleteAsync(recording.Id, Token);
        Assert.True((await library.Trash.PurgeAsync(recording.Id, Token)).Value);
        Assert.Empty(await library.Trash.ListAsync(Token));
        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Recordings));
        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Index));
    }

    [Fact]
    public async Task Sweep_MaxAge_DeletesWhatIsOldAndNotPinned()
    {
        await using var library = await LibraryFixture.StartAsync(("TapeDeck:Retention:MaxAge", "00:00:00.001"));
        var pinned = await library.AddAsync(Records.Bytes(Records.Requests(1)), "pinned");
        var old = await library.AddAsync(Records.Bytes(Records.Requests(2)), "old");
        await library.Recordings.ChangeAsync(pinned.Id, new RecordingEdit { IsPinned = true }, Token);

        await library.Service<RetentionWorker>().SweepAsync(Token);
        Assert.Equal(pinned.Id, Assert.Single(await library.Recordings.ListAsync(Token)).Id);
        Assert.Equal(old.Id, Assert.Single(await library.Trash.ListAsync(Token)).Id);
    }

    [Fact]
    public async Task Sweep_KeepDeletedOver_DeletesTheFiles()
    {
        await using var library = await LibraryFixture.StartAsync(("TapeDeck:Retention:KeepDeleted", "00:00:00"));
        var recording = await library.AddAsync(Records.Bytes(Records.Requests(1)));
        await library.Recordings.DeleteAsync(recording.Id, Token);

        await library.Service<RetentionWorker>().SweepAsync(Token);
        Assert.Empty(await library.Trash.ListAsync(Token));
        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Recordings));
    }

    [Fact]
    public async Task Sweep_MaxBytes_TakesDeletedThenOldestAndNeverPinned()
    {
        var content = Records.Bytes(Records.Requests(10));
        await using var library = await LibraryFixture.StartAsync(("TapeDeck:Retention:MaxBytes", $"{content.Length * 2}"));
        var ids = new List<string>();
        foreach (var name in new[] { "pinned", "old", "deleted", "new" })
        {
            ids.Add((await library.AddAsync(content, name)).Id);
        }

        await library.Recordings.ChangeAsync(ids[0], new RecordingEdit { IsPinned = true }, Token);
        await library.Recordings.DeleteAsync(ids[2], Token);

        await library.Service<RetentionWorker>().SweepAsync(Token);
        Assert.Equal(["new", "pinned"], (await library.Recordings.ListAsync(Token)).Select(recording => recording.Name));
        Assert.Empty(await library.Trash.ListAsync(Token));
        Assert.Equal(2, Directory.GetFileSystemEntries(library.Directory.Recordings).Length);
    }
}
