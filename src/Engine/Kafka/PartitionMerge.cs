using System.Diagnostics.CodeAnalysis;

namespace TapeDeck.Engine.Kafka;

/// <summary>
/// Merges what comes from the partitions of a topic by timestamp, each partition's own order kept. A record waits until every partition has one, is at
/// its end, or has been silent for too long; so much is held of each partition and no more. One thread puts in, another takes out.
/// </summary>
/// <param name="waits">Whether to wait for partitions at all.</param>
/// <param name="time">The clock.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle is not used holds nothing.")]
internal sealed class PartitionMerge(bool waits, TimeProvider time)
{
    private const int MostRecords = 20_000;
    private const int MostBytes = 64 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly Dictionary<int, PartitionQueue> _partitions = [];
    private readonly PriorityQueue<PartitionQueue, (long Timestamp, int Partition)> _ready = new();
    private long? _blockedSince;
    private Exception? _failure;
    private bool _ended;

    /// <summary>Begins to wait for records of a partition.</summary>
    public void Open(int partition)
    {
        lock (_lock)
        {
            _partitions.TryAdd(partition, new PartitionQueue(partition));
        }

        Pulse();
    }

    /// <summary>The partition went to another consumer: what was not taken yet is forgotten, the other one reads it.</summary>
    public void Close(int partition)
    {
        lock (_lock)
        {
            if (_partitions.Remove(partition, out var closed))
            {
                closed.Clear();
            }
        }

        Pulse();
    }

    /// <summary>Adds the next record of an open partition.</summary>
    public void Add(in ConsumedRecord record)
    {
        lock (_lock)
        {
            if (_partitions.TryGetValue(record.Partition, out var partition))
            {
                partition.Add(record);
                if (partition.Count == 1)
                {
                    _ready.Enqueue(partition, (partition.NextTimestamp, partition.Number));
                }
            }
        }
    }

    /// <summary>The partition holds no more for now.</summary>
    public void MarkEnd(int partition)
    {
        lock (_lock)
        {
            if (_partitions.TryGetValue(partition, out var known))
            {
                known.IsAtEnd = true;
            }
        }
    }

    /// <summary>How full a partition's share of the room is, from 0; 1 and above is full.</summary>
    public double Fill(int partition)
    {
        lock (_lock)
        {
            return _partitions.TryGetValue(partition, out var known)
                ? Math.Max((double)known.Count * _partitions.Count / MostRecords, (double)known.Bytes * _partitions.Count / MostBytes) : 0;
        }
    }

    /// <summary>No more comes; with a reason when reading failed.</summary>
    public void End(Exception? failure)
    {
        lock (_lock)
        {
            (_ended, _failure) = (true, failure);
        }

        Pulse();
    }

    /// <summary>Has the one who takes look again.</summary>
    public void Pulse()
    {
        lock (_changed)
        {
            if (_changed.CurrentCount == 0)
            {
                _changed.Release();
            }
        }
    }

    /// <summary>Takes what is due, at least one; 0 at the end. Throws what <see cref="End"/> was given.</summary>
    public async ValueTask<int> TakeAsync(ConsumedRecord[] buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (Take(buffer) is var count and > 0)
                {
                    return count;
                }

                if (_ended)
                {
                    return _failure is null ? 0 : throw _failure;
                }
            }

            await _changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private int Take(ConsumedRecord[] buffer)
    {
        if (IsBlocked())
        {
            return 0;
        }

        var count = 0;
        while (count < buffer.Length && _ready.TryDequeue(out var partition, out _))
        {
            if (partition.Count == 0)
            {
                continue; // it was closed
            }

            buffer[count++] = partition.Take();
            if (partition.Count > 0)
            {
                _ready.Enqueue(partition, (partition.NextTimestamp, partition.Number));
            }
            else if (waits && partition.IsAwaited)
            {
                break;
            }
        }

        return count;
    }

    private bool IsBlocked()
    {
        if (!waits || _ready.Count == 0 || !_partitions.Values.Any(partition => partition.IsAwaited))
        {
            _blockedSince = null;
            return false;
        }

        _blockedSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_blockedSince.Value) < s_patience)
        {
            return true;
        }

        foreach (var late in _partitions.Values.Where(partition => partition.IsAwaited))
        {
            late.IsLate = true;
        }

        return false;
    }
}
