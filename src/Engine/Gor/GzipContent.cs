using System.IO.Compression;

namespace TapeDeck.Engine.Gor;

/// <summary>
/// The content of gzip data (RFC 1952), member after member, up to the last byte that can be unpacked; damage ends it and is told, not thrown. .NET's own
/// stream throws at damage, takes what it had just unpacked with it, and says nothing when what follows a member is none. Not for use by two threads at a time.
/// </summary>
public sealed class GzipContent : ForwardStream
{
    private const int SkipBytes = 64 << 10;
    private readonly Func<Stream> _open;
    private readonly GZipStream _content;
    private long _position;

    /// <summary>Reads from the beginning of the data.</summary>
    /// <param name="open">Opens the data, whose length must be known; called again when damage is met.</param>
    public GzipContent(Func<Stream> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        _open = open;
        Packed = open();
        _content = Unpack(Packed);
    }

    /// <summary>The data itself, for its length and position.</summary>
    public Stream Packed { get; }

    /// <summary>Whether the content was read to a place at which the data is damaged or ends too soon.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Bytes of the content that were read.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (IsDamaged || buffer.IsEmpty)
        {
            return 0;
        }

        int count;
        try
        {
            count = _content.Read(buffer);
            IsDamaged = count == 0 && Packed.Position < Packed.Length;
        }
        catch (InvalidDataException)
        {
            IsDamaged = true;
            count = ReadToDamage(buffer);
        }

        _position += count;
        return count;
    }

    /// <summary>Reads over the next bytes, as far as there are any.</summary>
    public void Skip(long count)
    {
        var buffer = new byte[Math.Min(count, SkipBytes)];
        while (count > 0 && Read(buffer.AsSpan(0, (int)Math.Min(count, buffer.Length))) is var read and > 0)
        {
            count -= read;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            Packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private static GZipStream Unpack(Stream packed) => new(new LastByteApart(packed), CompressionMode.Decompress);

    /// <summary>The bytes between the position and the damage; how many there are is found out by asking for one after the other.</summary>
    private int ReadToDamage(Span<byte> buffer)
    {
        var count = ReadBytes(buffer, 0, out var low);
        ReadBytes(buffer[..Math.Min(buffer.Length, count + 1)], byte.MaxValue, out var high);
        return low == high ? Math.Min(buffer.Length, count + 1) : count;
    }

    /// <summary>Reads byte by byte what was met before. The one with which reading fails may have been put down nevertheless: two calls that find another value there beforehand tell.</summary>
    private int ReadBytes(Span<byte> buffer, byte beforehand, out byte last)
    {
        using var content = new GzipContent(_open);
        content.Skip(_position);
        var count = 0;
        last = beforehand;
        try
        {
            while (count < buffer.Length)
            {
                buffer[count] = beforehand;
                if (content._content.Read(buffer.Slice(count, 1)) == 0)
                {
                    break;
                }

                count++;
            }
        }
        catch (InvalidDataException)
        {
            last = buffer[count];
        }

        return count;
    }

    /// <summary>Gives out the last byte alone: one who ends without having asked for it has left something over.</summary>
    private sealed class LastByteApart(Stream source) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            var before = source.Length - source.Position - 1;
            return source.Read(before > 0 && before < buffer.Length ? buffer[..(int)before] : buffer);
        }
    }
}
