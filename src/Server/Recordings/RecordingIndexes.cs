using TapeDeck.Engine.Index;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Recordings;

/// <summary>The open indexes of recordings. Only for ids that the database knows.</summary>
internal sealed class RecordingIndexes(DataDirectory directory) : IDisposable
{
    private readonly IndexShelf<RecordingIndex> _shelf = new(RecordingIndex.Open);

    public IndexShelf<RecordingIndex>.Lease Rent(string id) => _shelf.Rent(FileOf(id));

    /// <summary>Closes an index when nobody uses it any more, and deletes it.</summary>
    public Task RemoveAsync(string id) => _shelf.RemoveAsync(FileOf(id), RecordingIndex.Delete);

    public void Dispose() => _shelf.Dispose();

    private string FileOf(string id) => Path.Combine(directory.Index, $"{id}.duckdb");
}
