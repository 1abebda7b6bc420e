using ZstdSharp;

namespace TapeDeck.Engine.Index;

/// <summary>
/// Packs the content of compressed files anew, in blocks that can be unpacked one by one. What the
/// index does not list is overwritten: after a crash the file may be longer than what counts of it.
/// </summary>
internal sealed class ContentBlockWriter : IDisposable
{
    private const int Level = 1;

    private readonly Compressor _compressor = new(Level);
    private readonly byte[] _packed = new byte[Compressor.GetCompressBound(ContentBlock.MostBytes)];
    private readonly byte[] _content = new byte[ContentBlock.MostBytes];
    private readonly List<ContentBlock> _made = [];
    private readonly Dictionary<int, long> _ends;
    private readonly FileStream _file;
    private int _source;
    private long _start;
    private int _length;
    private long _position;

    /// <summary>Goes on behind the blocks that the index lists.</summary>
    /// <param name="path">The file of blocks.</param>
    /// <param name="last">The last block of each file.</param>
    /// <exception cref="IOException">The file of blocks cannot be written.</exception>
    public ContentBlockWriter(string path, IReadOnlyList<ContentBlock> last)
    {
        _ends = last.ToDictionary(block => block.Source, block => block.End);
        _position = last.Count == 0 ? 0 : last.Max(block => block.Position + block.PackedLength);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>Takes the next piece of a file's content. What is known of it already is left out.</summary>
    /// <exception cref="IOException">The file of blocks cannot be written.</exception>
    public void Add(int source, long offset, ReadOnlySpan<byte> content)
    {
        var end = source == _source && _length > 0 ? _start + _length : _ends.GetValueOrDefault(source);
        content = content[(int)Math.Clamp(end - offset, 0, content.Length)..];
        if (_length > 0 && source != _source)
        {
            Pack();
        }

        while (!content.IsEmpty)
        {
            if (_length == 0)
            {
                (_source, _start) = (source, _ends.GetValueOrDefault(source));
            }

            var count = Math.Min(content.Length, _content.Length - _length);
            content[..count].CopyTo(_content.AsSpan(_length));
            content = content[count..];
            _length += count;
            if (_length == _content.Length)
            {
                Pack();
            }
        }
    }

    /// <summary>Hands all content to the operating system and returns the blocks that were made since the last time.</summary>
    /// <exception cref="IOException">The file of blocks cannot be written.</exception>
    public ContentBlock[] Flush()
    {
        Pack();
        ContentBlock[] made = [.. _made];
        _made.Clear();
        return made;
    }

    public void Dispose()
    {
        _compressor.Dispose();
        _file.Dispose();
    }

    private void Pack()
    {
        if (_length == 0)
        {
            return;
        }

        var packed = _compressor.Wrap(_content.AsSpan(0, _length), _packed);
        _file.Position = _position;
        _file.Write(_packed.AsSpan(0, packed));
        _made.Add(new ContentBlock(_source, _start, _length, _position, packed));
        _ends[_source] = _start + _length;
        _position += packed;
        _length = 0;
    }
}
