using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>Collects the lines of exchanges in a table of its own and writes them as a Parquet file; only DuckDB can, and only to a file.</summary>
public sealed class ParquetTable : IDisposable
{
    private static readonly IndexSchema s_schema = new(1, """
        CREATE TABLE line (
            number BIGINT, id VARCHAR, ts BIGINT, method VARCHAR, host VARCHAR, target VARCHAR, status SMALLINT,
            request_bytes BIGINT, response_bytes BIGINT, latency BIGINT, content_type VARCHAR);
        """);

    private readonly string _path;
    private readonly IndexDatabase _database;
    private readonly DuckDBConnection _connection;
    private DuckDBAppender? _lines;

    /// <summary>Begins a table in a file that is gone when this is disposed.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public ParquetTable(string path)
    {
        _path = path;
        _database = IndexDatabase.Open(path, s_schema);
        _connection = _database.Connect();
        _lines = _connection.CreateAppender("line");
    }

    /// <summary>Adds a line.</summary>
    public void Add(ExchangeSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var row = _lines!.CreateRow()
            .AppendValue(summary.Number).AppendValue(summary.Id).AppendValue(summary.Timestamp).AppendValue(summary.Method).AppendValue(summary.Host)
            .AppendValue(summary.Target);
        row = summary.Status > 0 ? row.AppendValue((short)summary.Status) : row.AppendNullValue();
        row = row.AppendValue(summary.RequestBytes).AppendValue(summary.ResponseBytes);
        row = summary.Latency >= 0 ? row.AppendValue(summary.Latency) : row.AppendNullValue();
        row.AppendValue(summary.ContentType).EndRow();
    }

    /// <summary>Writes all lines to a Parquet file.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Write(string parquet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parquet);
        _lines?.Dispose();
        _lines = null;
        var copy = $"""
            COPY (SELECT number, id, make_timestamp_ns(ts) AS time, method, host, target, status, request_bytes, response_bytes, latency AS latency_ns, content_type FROM line)
            TO '{parquet.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 65536)
            """;
        _connection.Query(SqlText.Of(copy), _ => 0, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DuckDBConnectionExtensions.LetGo(_lines, _connection, _database);
        IndexDatabase.Delete(_path);
    }
}
