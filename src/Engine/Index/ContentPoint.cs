using DuckDB.NET.Data;
using TapeDeck.Engine.Gzip;
using ZstdSharp;

namespace TapeDeck.Engine.Index;

/// <summary>A place in a compressed file of a recording as the index keeps it (ADR 20).</summary>
/// <param name="Source">Position of the file in the recording's list of files, from 0.</param>
/// <param name="Place">The place.</param>
internal sealed record ContentPoint(int Source, GzipPoint Place)
{
    /// <summary>Reads the row of the last place at or before an offset in a file's content, and of those that follow it.</summary>
    public static List<ContentPoint> From(DuckDBConnection connection, int source, long offset, int most)
    {
        using var decompressor = new Decompressor();
        return connection.Query(
            SqlText.Of(
                """
                SELECT start, member, block, position, before FROM point
                WHERE source = ? AND start >= (SELECT max(start) FROM point WHERE source = ? AND start <= ?) ORDER BY start LIMIT ?
                """,
                source, source, offset, most),
            row => new ContentPoint(source, new GzipPoint(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), Unpack(row, 4, decompressor))));
    }

    private static byte[] Unpack(DuckDBDataReader row, int column, Decompressor decompressor)
    {
        using var stream = row.GetStream(column);
        var packed = new byte[stream.Length];
        stream.ReadExactly(packed);
        return decompressor.Unwrap(packed).ToArray();
    }
}
