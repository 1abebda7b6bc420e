using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Index;

/// <summary>Reads the messages of exchanges out of the files of their recording; records that stand near each other are read at once.</summary>
/// <param name="index">The recording's index, which stays open meanwhile.</param>
/// <param name="files">In the order in which the index knows them.</param>
public sealed class ExchangeReader(RecordingIndex index, IReadOnlyList<string> files)
{
    private const int BatchBytes = 4 << 20;
    private const int GapBytes = 64 << 10;

    /// <summary>Cuts a list into parts whose messages are small enough to be in memory together; one that is larger is a part of its own.</summary>
    public static IEnumerable<IReadOnlyList<IndexedExchange>> Parts(IReadOnlyList<IndexedExchange> exchanges)
    {
        ArgumentNullException.ThrowIfNull(exchanges);
        var part = new List<IndexedExchange>();
        var bytes = 0L;
        foreach (var exchange in exchanges)
        {
            var size = (long)(exchange.Request?.Length ?? 0) + (exchange.Response?.Length ?? 0);
            if (part.Count > 0 && bytes + size > BatchBytes)
            {
                yield return part;
                (part, bytes) = ([], 0);
            }

            part.Add(exchange);
            bytes += size;
        }

        yield return part;
    }

    /// <summary>One exchange with its messages; what does not stand in its file any more is left out.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public RecordedExchange Find(IndexedExchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        using var content = new RecordFiles(index, files);
        return new RecordedExchange(exchange.Summary, Find(content, exchange.Request), Find(content, exchange.Response));
    }

    /// <summary>The exchanges with their messages, in the order given.</summary>
    /// <exception cref="IOException">A file cannot be read, or is not the one any more that was indexed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<RecordedExchange> Read(IReadOnlyList<IndexedExchange> exchanges, CancellationToken cancellationToken)
    {
        using var content = new RecordFiles(index, files);
        var wanted = exchanges.SelectMany(exchange => new[] { exchange.Request, exchange.Response }).OfType<RecordLocation>();
        var bytes = new Dictionary<RecordLocation, ReadOnlyMemory<byte>>();
        foreach (var file in wanted.GroupBy(location => location.File))
        {
            Read(content, file.Key, [.. file.OrderBy(location => location.Offset)], bytes, cancellationToken);
        }

        return [.. exchanges.Select(exchange => new RecordedExchange(exchange.Summary, Parse(exchange, exchange.Request), Parse(exchange, exchange.Response)))];

        Record? Parse(IndexedExchange exchange, RecordLocation? location) => location is { } there ? RecordOf(exchange, there, bytes[there]) : null;
    }

    private static Record? Find(RecordFiles content, RecordLocation? location)
    {
        var bytes = new byte[location?.Length ?? 0];
        try
        {
            return location is { } there && there.File < content.Count && content.Read(there.File, there.Offset, bytes) == bytes.Length ? GorReader.Parse(bytes) : null;
        }
        catch (GorFormatException)
        {
            return null;
        }
    }

    private void Read(RecordFiles content, int file, RecordLocation[] locations, Dictionary<RecordLocation, ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken)
    {
        if (file >= files.Count)
        {
            throw new IOException("The recording has fewer files than when it was indexed.");
        }

        for (var first = 0; first < locations.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = locations[first].Offset;
            var last = first;
            var end = EndOf(locations[first]);
            while (last + 1 < locations.Length && locations[last + 1].Offset - end <= GapBytes && EndOf(locations[last + 1]) - start <= 2 * BatchBytes)
            {
                end = Math.Max(end, EndOf(locations[++last]));
            }

            var block = new byte[end - start];
            if (content.Read(file, start, block) is var length && length < block.Length)
            {
                throw Changed(file, start + length);
            }

            for (; first <= last; first++)
            {
                bytes[locations[first]] = block.AsMemory((int)(locations[first].Offset - start), locations[first].Length);
            }
        }
    }

    private Record RecordOf(IndexedExchange exchange, RecordLocation location, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var record = GorReader.Parse(bytes);
            return record.Id.ToString() == exchange.Summary.Id ? record : throw Changed(location.File, location.Offset);
        }
        catch (GorFormatException)
        {
            throw Changed(location.File, location.Offset);
        }
    }

    private IOException Changed(int file, long offset) => new($"{Path.GetFileName(files[file])} was changed at byte {offset} after it was indexed.");

    private static long EndOf(RecordLocation location) => location.Offset + location.Length;
}
