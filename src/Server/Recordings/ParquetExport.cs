using System.IO.Pipelines;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Index;

namespace TapeDeck.Server.Recordings;

/// <summary>An export as Parquet. It is written to a file first, which has no name any more when it is sent and is gone with this, or with the program.</summary>
internal sealed class ParquetExport(string fileName, FileStream content) : IRecordingExport
{
    /// <summary>How the names of its files begin, beside the indexes.</summary>
    private const string Prefix = ".export-";

    public string FileName => fileName;

    public static async Task<IRecordingExport> OpenAsync(
        string fileName, IAsyncEnumerable<IReadOnlyList<RecordedExchange>> source, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}");
        try
        {
            using var table = new ParquetTable($"{path}.duckdb");
            await foreach (var part in source)
            {
                foreach (var exchange in part)
                {
                    table.Add(exchange.Summary);
                }
            }

            await Task.Run(() => table.Write(path, cancellationToken), cancellationToken);
            return new ParquetExport(fileName, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Clears away what a crash left.</summary>
    public static void Sweep(string folder)
    {
        foreach (var left in Directory.EnumerateFileSystemEntries(folder, $"{Prefix}*"))
        {
            if (Directory.Exists(left))
            {
                Directory.Delete(left, recursive: true);
            }
            else
            {
                File.Delete(left);
            }
        }
    }

    public async Task WriteAsync(PipeWriter target, CancellationToken cancellationToken) => await content.CopyToAsync(target, cancellationToken);

    public ValueTask DisposeAsync() => content.DisposeAsync();
}
