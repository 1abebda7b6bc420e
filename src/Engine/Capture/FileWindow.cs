namespace TapeDeck.Engine.Capture;

/// <summary>Walks over a file in large reads; what is asked for lies in one piece.</summary>
internal sealed class FileWindow(Stream file) : IDisposable
{
    private const int UsualBytes = 256 << 10;

    private byte[] _bytes = new byte[UsualBytes];
    private int _start;
    private int _end;
    private bool _isLast;

    /// <summary>Bytes of the file before the window.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the window begins behind the last byte.</summary>
    public bool IsAtEnd => !TryPeek(1, out _);

    /// <summary>The next bytes, valid until the next call; false when the file ends before them.</summary>
    /// <exception cref="IOException">The file cannot be read on.</exception>
    public bool TryPeek(int count, out ReadOnlySpan<byte> bytes)
    {
        if (_end - _start < count)
        {
            Fill(count);
        }

        var isThere = _end - _start >= count;
        bytes = isThere ? _bytes.AsSpan(_start, count) : default;
        return isThere;
    }

    /// <summary>Moves on by bytes that were peeked at.</summary>
    public void Skip(int count)
    {
        _start += count;
        Position += count;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void Fill(int count)
    {
        var kept = _bytes.AsSpan(_start, _end - _start);
        var room = count > _bytes.Length ? new byte[Math.Max(count, 2 * _bytes.Length)] : _bytes;
        kept.CopyTo(room);
        (_bytes, _start, _end) = (room, 0, kept.Length);
        while (_end < count && !_isLast)
        {
            var read = file.Read(_bytes.AsSpan(_end));
            _end += read;
            _isLast = read == 0;
        }
    }
}
