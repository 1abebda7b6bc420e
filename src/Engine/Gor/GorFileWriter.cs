using System.Buffers;
using System.IO.Compression;

namespace TapeDeck.Engine.Gor;

/// <summary>
/// Writes one <c>.gor</c> file. Records are collected and handed to the operating system by <see cref="Flush"/> as a whole; if that fails,
/// the file is cut back to its last good length, so that it never holds half a record. A compressed file gets one gzip member per
/// flush, so it is valid after each of them.
/// </summary>
internal sealed class GorFileWriter : IDisposable
{
    private const int PlainFlushBytes = 256 << 10;
    private const int CompressedFlushBytes = 1 << 20;
    private const int KeptBufferBytes = 4 << 20;
    private readonly FileStream _file;
    private readonly bool _isCompressed;
    private ArrayBufferWriter<byte> _collected = new();
    private readonly MemoryStream _compressed = new();
    private long _length;

    private GorFileWriter(string path, FileMode mode)
    {
        Path = path;
        _isCompressed = IsCompressedName(path);
        _file = Open(path, mode);
        _length = _file.Length;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Records collected since the last flush.</summary>
    public int Collected { get; private set; }

    /// <summary>Whether enough is collected for a flush to be worth while.</summary>
    public bool IsFull => _collected.WrittenCount >= (_isCompressed ? CompressedFlushBytes : PlainFlushBytes);

    /// <summary>Whether a file of that name is compressed.</summary>
    public static bool IsCompressedName(string path) => path.EndsWith(".gz", StringComparison.Ordinal);

    /// <summary>Creates a file that must not exist.</summary>
    /// <exception cref="IOException">It exists, or cannot be created.</exception>
    public static GorFileWriter Create(string path) => new(path, FileMode.CreateNew);

    /// <summary>Continues a file, or creates it. A damaged end is closed first, so that the next record stands on its own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="repaired">Called with what was wrong with the end of the file.</param>
    public static GorFileWriter Continue(string path, Action<string> repaired)
    {
        var missing = GorTail.Close(path, repaired);
        var writer = new GorFileWriter(path, FileMode.OpenOrCreate);
        writer._collected.Write(missing.Span);
        writer.Flush();
        return writer;
    }

    /// <summary>Opens a file for writing with mode 0660 less the umask.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Collects a record; returns its size in the file before compression.</summary>
    public int Collect(Record record)
    {
        var before = _collected.WrittenCount;
        GorWriter.Write(_collected, record);
        Collected++;
        return _collected.WrittenCount - before;
    }

    /// <summary>Hands what is collected to the operating system. What was collected is gone in any case.</summary>
    /// <exception cref="IOException">It could not be written; the file is as it was before.</exception>
    public void Flush()
    {
        try
        {
            var bytes = _isCompressed && _collected.WrittenCount > 0 ? Compress() : _collected.WrittenMemory;
            _file.Position = _length;
            _file.Write(bytes.Span);
            _length += bytes.Length;
        }
        catch (IOException)
        {
            _file.SetLength(_length);
            throw;
        }
        finally
        {
            Collected = 0;
            _collected.ResetWrittenCount();
            _collected = _collected.Capacity > KeptBufferBytes ? new ArrayBufferWriter<byte>() : _collected;
        }
    }

    /// <summary>Closes the file without flushing.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _compressed.Dispose();
    }

    private ReadOnlyMemory<byte> Compress()
    {
        _compressed.SetLength(0);
        using (var member = new GZipStream(_compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            member.Write(_collected.WrittenSpan);
        }

        return _compressed.GetBuffer().AsMemory(0, (int)_compressed.Length);
    }
}
