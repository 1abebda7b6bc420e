using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>The columns of the table of exchanges that are read, and how.</summary>
internal static class IndexColumns
{
    public const string Summary =
        "n, id, ts, method, target, host, status, request_bytes, response_bytes, latency, content_type, client, template";

    public const string Locations = "request_file, request_offset, request_length, response_file, response_offset, response_length";

    /// <summary>Reads a row of <see cref="Summary"/> and <see cref="Locations"/>.</summary>
    public static IndexedExchange ReadExchange(DuckDBDataReader reader) => new(ReadSummary(reader), ReadLocation(reader, 13), ReadLocation(reader, 16));

    /// <summary>Reads a row of <see cref="Summary"/>.</summary>
    /// <param name="reader">The rows.</param>
    /// <param name="first">The first of the columns.</param>
    public static ExchangeSummary ReadSummary(DuckDBDataReader reader, int first = 0) => new()
    {
        Number = reader.GetInt64(first),
        Id = reader.GetString(first + 1),
        Timestamp = reader.GetInt64(first + 2),
        Method = reader.GetString(first + 3),
        Target = reader.GetString(first + 4),
        Host = reader.GetString(first + 5),
        Status = reader.GetInt16(first + 6),
        RequestBytes = reader.GetInt64(first + 7),
        ResponseBytes = reader.GetInt64(first + 8),
        Latency = reader.GetInt64(first + 9),
        ContentType = reader.GetString(first + 10),
        Client = reader.GetString(first + 11),
        Template = reader.GetString(first + 12),
    };

    /// <summary>Reads where one record stands.</summary>
    public static RecordLocation ReadPlace(DuckDBDataReader reader, int column) =>
        new(reader.GetInt32(column), reader.GetInt64(column + 1), reader.GetInt32(column + 2));

    private static RecordLocation? ReadLocation(DuckDBDataReader reader, int column) => ReadPlace(reader, column) is { Length: > 0 } place ? place : null;
}
