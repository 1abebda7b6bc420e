using TapeDeck.Client.Ports;
using TapeDeck.Engine.Index;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>The indexers at work, one a recording, one step at a time.</summary>
internal sealed class RecordingIndexing(RecordingIndexes indexes, DataDirectory directory) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, Work> _work = new(StringComparer.Ordinal);

    /// <summary>Takes the next step for a recording and says how it stands then. A recording that is at its end is let go of, unless it grows.</summary>
    /// <exception cref="IOException">Its files cannot be read or its index cannot be written; the next call starts from the last commit.</exception>
    public async Task<(RecordingFigures Figures, bool IsAtEnd)> AdvanceAsync(RecordingEntity recording, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Advance(recording, cancellationToken), cancellationToken);
        }
        catch
        {
            Release(recording.Id);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets go of a recording that is to be deleted.</summary>
    public async Task ForgetAsync(string id)
    {
        await _turn.WaitAsync();
        Release(id);
        _turn.Release();
    }

    public void Dispose()
    {
        foreach (var id in _work.Keys.ToArray())
        {
            Release(id);
        }

        _turn.Dispose();
    }

    private (RecordingFigures Figures, bool IsAtEnd) Advance(RecordingEntity recording, CancellationToken cancellationToken)
    {
        if (!_work.TryGetValue(recording.Id, out var work))
        {
            work = _work[recording.Id] = new Work(indexes.Rent(recording.Id));
        }

        var isGrowing = recording.State == RecordingState.Recording;
        var files = recording.Files.Select(file => Path.Combine(directory.Recording(recording.Id), file));
        var isAtEnd = work.Indexer.Advance([.. isGrowing ? files.Where(File.Exists) : files], isGrowing, cancellationToken);
        var figures = work.Lease.Content.Figures(cancellationToken);
        if (isAtEnd && !isGrowing)
        {
            Release(recording.Id);
        }

        return (figures, isAtEnd);
    }

    private void Release(string id)
    {
        if (_work.Remove(id, out var work))
        {
            using (work.Lease)
            {
                work.Indexer.Dispose();
            }
        }
    }

    private sealed class Work(IndexShelf<RecordingIndex>.Lease lease)
    {
        public IndexShelf<RecordingIndex>.Lease Lease => lease;

        public RecordingIndexer Indexer { get; } = new(lease.Content);
    }
}
