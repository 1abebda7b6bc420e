using System.Runtime.CompilerServices;

namespace TapeDeck.Engine.Formats;

/// <summary>Brings the exchanges of several recordings into one order of time.</summary>
public static class ExchangeMerge
{
    /// <summary>
    /// Reads all sources a part at a time. An id that an earlier exchange of another source has is replaced, as answers would go to the wrong request otherwise;
    /// exchanges of one connection stay together.
    /// </summary>
    /// <param name="sources">Each in order of time; disposed of at the end.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<RecordedExchange> MergeAsync(
        IReadOnlyList<IAsyncEnumerable<IReadOnlyList<RecordedExchange>>> sources, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursors = sources.Select((source, order) => new Cursor(source.GetAsyncEnumerator(cancellationToken), order)).ToArray();
        var next = new PriorityQueue<Cursor, (long Timestamp, int Order)>();
        var ids = new ForeignIds();
        try
        {
            foreach (var cursor in cursors)
            {
                await EnqueueAsync(cursor, next).ConfigureAwait(false);
            }

            while (next.TryDequeue(out var first, out _))
            {
                yield return cursors.Length == 1 ? first.Current : ids.Tell(first.Current, first.Order);
                await EnqueueAsync(first, next).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var cursor in cursors)
            {
                await cursor.Parts.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask EnqueueAsync(Cursor cursor, PriorityQueue<Cursor, (long Timestamp, int Order)> next)
    {
        if (await cursor.MoveNextAsync().ConfigureAwait(false))
        {
            next.Enqueue(cursor, (cursor.Current.Summary.Timestamp, cursor.Order));
        }
    }

    /// <summary>Where the reading of a source stands.</summary>
    private sealed class Cursor(IAsyncEnumerator<IReadOnlyList<RecordedExchange>> parts, int order)
    {
        private IReadOnlyList<RecordedExchange> _part = [];
        private int _index = -1;

        public IAsyncEnumerator<IReadOnlyList<RecordedExchange>> Parts => parts;

        public int Order => order;

        public RecordedExchange Current => _part[_index];

        public async ValueTask<bool> MoveNextAsync()
        {
            while (++_index >= _part.Count)
            {
                if (!await parts.MoveNextAsync().ConfigureAwait(false))
                {
                    return false;
                }

                (_part, _index) = (parts.Current, -1);
            }

            return true;
        }
    }
}
