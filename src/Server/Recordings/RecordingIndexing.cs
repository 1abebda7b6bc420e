using System.Collections.Concurrent;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Index;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>The indexers at work, one a recording, one step at a time.</summary>
internal sealed class RecordingIndexing(RecordingIndexes indexes, DataDirectory directory, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, Work> _work = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IndexingProgress> _progress = new(StringComparer.Ordinal);

    /// <summary>How far the indexing of a recording is; null when it is not at work.</summary>
    public IndexingProgress? Progress(string id) => _progress.GetValueOrDefault(id);

    /// <summary>
    /// Takes the next step for a recording and has it noted how it stands then. Nobody can let go of it, and remove its index, before that is noted: else
    /// an index that is gone would be noted as complete. A recording that is at its end is let go of, unless it grows.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="note">Notes the figures and whether the end is reached.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What <paramref name="note"/> returns.</returns>
    /// <exception cref="IOException">Its files cannot be read or its index cannot be written; the next call starts from the last commit.</exception>
    public async Task<T> AdvanceAsync<T>(RecordingEntity recording, Func<RecordingFigures, bool, Task<T>> note, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var (figures, isAtEnd) = await Task.Run(() => Advance(recording, cancellationToken), cancellationToken);
            return await note(figures, isAtEnd);
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

    /// <summary>Waits for the step that is being taken: an index must not be closed under it.</summary>
    public void Dispose()
    {
        _turn.Wait();
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
            work = _work[recording.Id] = new Work(indexes.Rent(recording.Id), new IndexingPace(time));
        }

        var isGrowing = recording.State == RecordingState.Recording;
        var files = recording.Files.Select(file => Path.Combine(directory.Recording(recording.Id), file));
        var isAtEnd = work.Indexer.Advance([.. isGrowing ? files.Where(File.Exists) : files], isGrowing, cancellationToken);
        _progress[recording.Id] = work.Pace.At(work.Indexer.Fraction, work.Indexer.Exchanges);
        var figures = work.Figures(cancellationToken);
        if (isAtEnd && !isGrowing)
        {
            Release(recording.Id);
        }

        return (figures, isAtEnd);
    }

    private void Release(string id)
    {
        _progress.TryRemove(id, out _);
        if (_work.Remove(id, out var work))
        {
            using (work.Lease)
            {
                work.Indexer.Dispose();
            }
        }
    }

    private sealed class Work(IndexShelf<RecordingIndex>.Lease lease, IndexingPace pace)
    {
        private RecordingFigures? _figures;
        private int _commits;

        public IndexingPace Pace => pace;

        public IndexShelf<RecordingIndex>.Lease Lease => lease;

        public RecordingIndexer Indexer { get; } = new(lease.Content);

        /// <summary>The figures as of the last commit; they are asked of the index only after one.</summary>
        public RecordingFigures Figures(CancellationToken cancellationToken)
        {
            if (_figures is null || _commits != Indexer.Commits)
            {
                (_figures, _commits) = (lease.Content.Figures(_figures, cancellationToken), Indexer.Commits);
            }

            return _figures;
        }
    }
}
