using System.Runtime.CompilerServices;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Index;

namespace TapeDeck.Server.Recordings;

/// <summary>The exchanges of one recording that match a filter, in order of time, read as they are asked for.</summary>
internal sealed class ExchangeSource(RecordingIndexes indexes, string id, IReadOnlyList<string> files, ExchangeQuery query)
{
    private readonly ExchangeFilter _filter = RecordingCatalog.FilterOf(query);
    private long _matches;

    /// <summary>Reads parts of a few megabytes. Abandoning the enumeration gives everything back.</summary>
    /// <exception cref="IOException">Index or files cannot be read, or a file was changed after it was indexed.</exception>
    public async IAsyncEnumerable<IReadOnlyList<RecordedExchange>> ReadAsync(bool withMessages, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var lease = await Task.Run(() => indexes.Rent(id), cancellationToken);
        using var walk = await Task.Run(() => new ExchangeWalk(lease.Content, _filter, NeedsMessages ? null : query.Rows, query.Order, cancellationToken), cancellationToken);
        var reader = new ExchangeReader(lease.Content, files);
        while (await Task.Run(() => walk.Next(cancellationToken), cancellationToken) is { Count: > 0 } rows)
        {
            if (!withMessages && !NeedsMessages)
            {
                yield return [.. rows.Select(row => new RecordedExchange(row.Summary, null, null))];
                continue;
            }

            foreach (var part in ExchangeReader.Parts(rows))
            {
                var read = await Task.Run(() => reader.Read(part, cancellationToken), cancellationToken);
                yield return NeedsMessages ? Matching(read, withMessages) : read;
            }
        }
    }

    private bool NeedsMessages => _filter.Query.NeedsMessages;

    /// <summary>What the index could not tell: headers and bodies are looked at here, and what matches is counted.</summary>
    private List<RecordedExchange> Matching(IReadOnlyList<RecordedExchange> read, bool withMessages) =>
    [
        .. read.Where(exchange => _filter.Query.IsMatch(exchange.Summary, exchange.Request, exchange.Response) && query.Rows?.Contains(_matches++) != false)
            .Select(exchange => withMessages ? exchange : new RecordedExchange(exchange.Summary, null, null)),
    ];
}
