using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>Short forms for statements with positional values.</summary>
internal static class DuckDBConnectionExtensions
{
    public static int Execute(this DuckDBConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public static object? Scalar(this DuckDBConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar();
    }

    /// <summary>
    /// Disposes what belongs to one connection, in this order, all of it. After a failure DuckDB may have ended a transaction or an appender
    /// by itself and complains of a second end; the failure was told by the call that met it.
    /// </summary>
    public static void LetGo(params ReadOnlySpan<IDisposable?> parts)
    {
        foreach (var part in parts)
        {
            try
            {
                part?.Dispose();
            }
            catch (DuckDBException)
            {
                // Ended before.
            }
        }
    }

    public static DuckDBCommand Command(this DuckDBConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
        {
            command.Parameters.Add(new DuckDBParameter(value));
        }

        return command;
    }

    /// <summary>Reads all rows; a cancelled token interrupts the query where it is.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static List<T> Query<T>(
        this DuckDBConnection connection,
        SqlText query,
        Func<DuckDBDataReader, T> read,
        CancellationToken cancellationToken = default)
    {
        var rows = new List<T>();
        connection.Read(query, reader => rows.Add(read(reader)), cancellationToken);
        return rows;
    }

    /// <summary>Looks at all rows, one after the other; a cancelled token interrupts the query where it is.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Read(this DuckDBConnection connection, SqlText query, Action<DuckDBDataReader> look, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var command = connection.Command(query.Sql, [.. query.Values]);
        using var interruption = cancellationToken.Register(command.Cancel);
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested(); // the numbers of ten million rows are read for a second after the query is over
                look(reader);
            }
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
