using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Index;

/// <summary>The files of a recording as one can read anywhere in their content, compressed or not. Opened when they are first asked for. For one thread.</summary>
/// <param name="index">The recording's index, which stays open meanwhile.</param>
/// <param name="paths">In the order in which the index knows them.</param>
internal sealed class RecordFiles(RecordingIndex index, IReadOnlyList<string> paths) : IDisposable
{
    private readonly IContent?[] _open = new IContent?[paths.Count];

    /// <summary>How many there are.</summary>
    public int Count => paths.Count;

    /// <summary>The name of a file, for messages.</summary>
    public string NameOf(int file) => Path.GetFileName(paths[file]);

    /// <summary>Reads from a place in the content until there is no more or no more room; returns how many bytes.</summary>
    /// <exception cref="IOException">The file cannot be read,</exception>
    public int Read(int file, long offset, Span<byte> bytes)
    {
        var content = _open[file] ??= GorFile.IsCompressed(paths[file]) ? new PackedContent(index, file, paths[file]) : new PlainContent(paths[file]);
        var length = 0;
        while (length < bytes.Length && content.Read(offset + length, bytes[length..]) is var read and > 0)
        {
            length += read;
        }

        return length;
    }

    public void Dispose() => Array.ForEach(_open, content => content?.Dispose());

    /// <summary>The content of a file.</summary>
    internal interface IContent : IDisposable
    {
        /// <summary>Reads some bytes from a place on; none at the end.</summary>
        int Read(long offset, Span<byte> bytes);
    }

    private sealed class PlainContent(string path) : IContent
    {
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file =
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);

        public int Read(long offset, Span<byte> bytes) => RandomAccess.Read(_file, bytes, offset);

        public void Dispose() => _file.Dispose();
    }
}
