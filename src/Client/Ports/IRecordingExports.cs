using System.IO.Pipelines;
using TapeDeck.Engine.Formats;

namespace TapeDeck.Client.Ports;

/// <summary>Recordings, or what matches a query in them, in other formats.</summary>
public interface IRecordingExports
{
    /// <summary>Opens everything that is needed; refused when there is no such recording or it cannot be read. The query's window is not looked at.</summary>
    Task<Answer<IRecordingExport>> OpenAsync(string id, ExchangeQuery query, ExportFormat format, CancellationToken cancellationToken);
}

/// <summary>An export that is ready to be written, once.</summary>
public interface IRecordingExport : IAsyncDisposable
{
    /// <summary>A name for the file: the recording's with the ending of the format, without what file names may not have.</summary>
    string FileName { get; }

    /// <summary>Writes as fast as the target takes it, and never more ahead than fits in a small buffer.</summary>
    /// <exception cref="IOException">The recording could not be read to its end; what was written is not whole.</exception>
    Task WriteAsync(PipeWriter target, CancellationToken cancellationToken);
}
