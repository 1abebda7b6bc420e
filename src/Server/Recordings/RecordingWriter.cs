using System.IO.Pipelines;

namespace TapeDeck.Server.Recordings;

/// <summary>Makes the file of a new recording, a megabyte at a time.</summary>
internal sealed class RecordingWriter : IAsyncDisposable
{
    private const int FlushBytes = 1 << 20;
    private readonly FileStream _file;

    /// <exception cref="IOException">The file is there already or cannot be made.</exception>
    public RecordingWriter(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        Target = PipeWriter.Create(_file, new StreamPipeWriterOptions(leaveOpen: true));
    }

    /// <summary>Where records are written to.</summary>
    public PipeWriter Target { get; }

    /// <summary>To be called after some records: hands them on when there are enough.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (Target.UnflushedBytes > FlushBytes)
        {
            await Target.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Writes the rest; without this the file is not whole.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public ValueTask CompleteAsync() => Target.CompleteAsync();

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
