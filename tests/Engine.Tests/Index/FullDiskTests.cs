using TapeDeck.Engine.Index;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

/// <summary>An index on a disk without room. Needs root.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Advance_DiskFull_CanBeLetGoOfAndGoesOnWhenThereIsRoom()
    {
        using var folder = new TempFolder();
        await using var disk = await SmallDisk.MountAsync("size=4m");
        var recording = folder.File("a.gor");
        IndexedRecording.Append(recording, Records.Requests(20_000));
        var path = Path.Combine(disk.Path, "a.duckdb");
        var index = RecordingIndex.Open(path);
        disk.Fill();
        var indexer = new RecordingIndexer(index);
        Assert.ThrowsAny<Exception>(() => ReadAll(indexer, recording));
        indexer.Dispose();
        index.Dispose();

        disk.Free();
        using var reopened = RecordingIndex.Open(path);
        using var second = new RecordingIndexer(reopened);
        ReadAll(second, recording);
        Assert.Equal(20_000, reopened.Figures(cancellationToken: TestContext.Current.CancellationToken).Exchanges);
    }

    private static void ReadAll(RecordingIndexer indexer, string recording)
    {
        while (!indexer.Advance([recording], isGrowing: false, TestContext.Current.CancellationToken))
        {
        }
    }
}
