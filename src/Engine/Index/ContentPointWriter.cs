using DuckDB.NET.Data;
using TapeDeck.Engine.Gzip;
using ZstdSharp;

namespace TapeDeck.Engine.Index;

/// <summary>Writes the places in compressed files that the index keeps (ADR 20), each once, in the transaction of the connection.</summary>
internal sealed class ContentPointWriter(DuckDBConnection connection)
{
    private const int Level = 1;
    private const int MostHeld = 64; // 2 MiB; with large bodies there are many before a commit

    private readonly List<ContentPoint> _held = [];
    private readonly Dictionary<int, long> _last = [];

    /// <summary>The last place at or before an offset in a file's content; null when there is none.</summary>
    public GzipPoint? Nearest(int source, long offset) => ContentPoint.From(connection, source, offset, most: 1).FirstOrDefault()?.Place;

    /// <summary>Takes a place, unless it lies before one that is known. Of several without content between them the one behind the damage is kept.</summary>
    public void Add(int source, GzipPoint place)
    {
        if (!_last.TryGetValue(source, out var last))
        {
            last = connection.Scalar("SELECT max(start) FROM point WHERE source = ?", source) as long? ?? -1;
        }

        if (place.Start > last)
        {
            _held.Add(new ContentPoint(source, place));
            last = place.Start;
        }
        else if (place.Start == last && place.IsMember)
        {
            Replace(new ContentPoint(source, place));
        }

        _last[source] = last;
        if (_held.Count == MostHeld)
        {
            Flush();
        }
    }

    /// <summary>Hands all over.</summary>
    public void Flush()
    {
        if (_held.Count == 0)
        {
            return;
        }

        using var compressor = new Compressor(Level);
        using var rows = connection.CreateAppender("point");
        foreach (var (source, place) in _held)
        {
            rows.CreateRow().AppendValue(source).AppendValue(place.Start).AppendValue(place.Member).AppendValue(place.Block).AppendValue(place.Position).AppendValue(compressor.Wrap(place.Window)).EndRow();
        }

        _held.Clear();
    }

    private void Replace(ContentPoint point)
    {
        if (_held.RemoveAll(held => held.Source == point.Source && held.Place.Start == point.Place.Start) == 0)
        {
            connection.Execute("DELETE FROM point WHERE source = ? AND start = ?", point.Source, point.Place.Start);
        }

        _held.Add(point);
    }

    /// <summary>Forgets all: the index is emptied.</summary>
    public void Clear()
    {
        _held.Clear();
        _last.Clear();
    }
}
