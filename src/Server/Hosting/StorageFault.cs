using Microsoft.Data.Sqlite;

namespace TapeDeck.Server.Hosting;

/// <summary>Tells failures of the disk and of the database file from faults of the program.</summary>
internal static class StorageFault
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int QuotaExceeded = 122;

    /// <summary>What is wrong with disk or database file, without a full stop; null when the failure is another one.</summary>
    public static string? Find(Exception? failure) => failure switch
    {
        null => null,
        SqliteException sqlite when IsOfTheFile(sqlite.SqliteErrorCode) => sqlite.Message.Split('\'') is [_, var text, ..] ? text : sqlite.Message,
        IOException { HResult: NoSpace or ReadOnly or QuotaExceeded } => failure.Message.TrimEnd('.'),
        _ => Find(failure.InnerException),
    };

    /// <summary>Codes of SQLite (https://sqlite.org/rescode.html) that no other statement would have avoided.</summary>
    private static bool IsOfTheFile(int code) => code is 5 or 6 or 8 or 10 or 11 or 13 or 14 or 26; // busy, locked, read-only, I/O, corrupt, full, cannot open, no database
}
