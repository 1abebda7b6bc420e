namespace TapeDeck.Engine.S3;

/// <summary>
/// Reads an object in ranges that begin small, since often only its start is wanted, and grow; the next one is fetched while this one is read.
/// An object that is replaced meanwhile ends the reading.
/// </summary>
internal sealed class S3ReadStream(S3Store store, S3Address address) : Stream
{
    private const int FirstBytes = 64 << 10;
    private const int MostBytes = 8 << 20;

    private S3Range? _range;
    private Task<S3Range>? _next;
    private long _rangeStart;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => (_range ?? Fetch(0, FirstBytes)).Total;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _position >= Length)
        {
            return 0;
        }

        if (_position < _rangeStart || _position >= _rangeStart + _range!.Bytes.Length)
        {
            FetchOn();
        }

        var rest = _range!.Bytes.AsSpan((int)(_position - _rangeStart));
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        _position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => _position + offset, _ => Length + offset };

    public override void Flush()
    {
        // nothing is written
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Moves on to the range that holds the position.</summary>
    private void FetchOn()
    {
        var follows = _position == _rangeStart + _range!.Bytes.Length;
        var size = follows ? (int)Math.Min(MostBytes, 4L * _range.Bytes.Length) : FirstBytes;
        if (follows && _next is { } fetching)
        {
            _range = S3Store.Wait(() => fetching);
            _rangeStart = _position;
        }
        else
        {
            Fetch(_position, size);
        }

        var end = _rangeStart + _range.Bytes.Length;
        var version = _range.Version;
        _next = follows && end < _range.Total ? Task.Run(() => store.ReadAsync(address, end, MostBytes, version)) : null;
    }

    private S3Range Fetch(long start, int length)
    {
        var version = _range?.Version;
        _range = S3Store.Wait(() => store.ReadAsync(address, start, length, version));
        _rangeStart = start;
        return _range;
    }
}
