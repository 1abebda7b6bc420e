using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>
/// One DuckDB file. While this is open all connections to the file share one database instance with a small, fixed share of memory;
/// disposing it writes everything to the file and gives the memory back.
/// </summary>
internal sealed class IndexDatabase : IDisposable
{
    private const string UsualMemory = "64MB";
    private const int UsualThreads = 2;
    private const string BuildingMemory = "256MB";

    private readonly string _connectionString;
    private readonly DuckDBConnection _keeper;

    private IndexDatabase(string path)
    {
        Path = path;
        _connectionString = new DuckDBConnectionStringBuilder
        {
            DataSource = path,
            MemoryLimit = UsualMemory,
            Threads = UsualThreads,
            TempDirectory = path + ".tmp",
            CheckpointThreshold = "32MB",
            AutoinstallKnownExtensions = false,
            AutoloadKnownExtensions = false,
        }.ToString();
        _keeper = Connect();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>
    /// Opens the file, or makes it with these tables. A file that is none of DuckDB's or has another version of the tables is deleted and
    /// made anew when it is a cache.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written, another process has it open, or it does not fit and is no cache.</exception>
    public static IndexDatabase Open(string path, IndexSchema schema)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        if (File.Exists(path))
        {
            if (TryOpen(path, schema) is { } existing)
            {
                return existing;
            }

            if (!schema.IsCache)
            {
                throw new IOException($"{path} is damaged or was written by another version.");
            }

            Delete(path);
        }

        var made = new IndexDatabase(path);
        using var connection = made.Connect();
        connection.Execute(schema.CreateScript);
        return made;
    }

    /// <summary>Deletes the file and what DuckDB left beside it. Nobody may have it open.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(path + ".wal");
        File.Delete(path + ".blocks"); // of version 5 and before, with the content of compressed files
        if (Directory.Exists(path + ".tmp"))
        {
            Directory.Delete(path + ".tmp", recursive: true);
        }
    }

    /// <summary>A connection of its own, for one thread at a time.</summary>
    public DuckDBConnection Connect()
    {
        var connection = new DuckDBConnection(_connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (DuckDBException fault)
        {
            connection.Dispose();
            throw new IOException($"The index cannot be opened: {fault.Message}", fault);
        }
    }

    /// <summary>Gives the database more memory while large parts of it are made, or takes it back.</summary>
    public void SetBuilding(bool isBuilding)
    {
        using var connection = Connect();
        connection.Execute($"SET GLOBAL memory_limit = '{(isBuilding ? BuildingMemory : UsualMemory)}'; SET GLOBAL threads = {(isBuilding ? 1 : UsualThreads)}");
    }

    public void Dispose() => _keeper.Dispose();

    private static IndexDatabase? TryOpen(string path, IndexSchema schema)
    {
        IndexDatabase? database = null;
        try
        {
            database = new IndexDatabase(path);
            using var connection = database.Connect();
            if (connection.Scalar($"SELECT version FROM {IndexSchema.VersionTable}") is int version && (version == schema.Version || TryUpgrade(connection, schema, version)))
            {
                return database;
            }
        }
        catch (IOException fault) when (fault.InnerException is DuckDBException && !fault.Message.Contains("lock", StringComparison.Ordinal))
        {
            // Not a database, or damaged.
        }
        catch (DuckDBException)
        {
            // A database without these tables.
        }

        database?.Dispose();
        return null;
    }

    private static bool TryUpgrade(DuckDBConnection connection, IndexSchema schema, int version)
    {
        if (!schema.Upgrades.TryGetValue(version, out var upgrade))
        {
            return false;
        }

        connection.Execute($"BEGIN; {upgrade} UPDATE {IndexSchema.VersionTable} SET version = {schema.Version}; COMMIT;");
        return true;
    }
}
