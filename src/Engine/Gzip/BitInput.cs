using System.Buffers.Binary;

namespace TapeDeck.Engine.Gzip;

/// <summary>The bits of a stream, the lowest of each byte first (RFC 1951 §3.1.1). Behind the end of what was read stand zeros, so that eight bytes can always be fetched at once.</summary>
internal sealed class BitInput(Stream source)
{
    /// <summary>Zeros behind <see cref="End"/>.</summary>
    public const int Slack = 32;

    private const int BufferBytes = 64 << 10;
    private long _start = source.CanSeek ? source.Position : 0;

    /// <summary>What was read.</summary>
    public byte[] Buffer { get; } = new byte[BufferBytes + Slack];

    /// <summary>The first byte none of whose bits are in <see cref="Bits"/>.</summary>
    public int Next { get; set; }

    /// <summary>Where in the buffer what was read ends.</summary>
    public int End { get; private set; }

    /// <summary>The next bits; above <see cref="Count"/> stand those that come after them, or zeros.</summary>
    public ulong Bits { get; set; }

    /// <summary>How many bits were fetched.</summary>
    public int Count { get; set; }

    /// <summary>Where the next bit stands in the stream.</summary>
    public long Position => ((_start + Next) * 8) - Count;

    /// <summary>Goes to a bit of a stream that can seek.</summary>
    public void Seek(long position)
    {
        _start = source.Seek(position / 8, SeekOrigin.Begin);
        (Next, End, Bits, Count) = (0, 0, 0, 0);
        if (position % 8 is > 0 and var bits)
        {
            Ensure(1);
            Read((int)bits);
        }
    }

    /// <summary>Takes these bytes, 64 KiB at most, as if they had been read from the stream's beginning.</summary>
    public void Begin(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Buffer);
        Buffer.AsSpan(bytes.Length, Slack).Clear();
        (_start, Next, End, Bits, Count) = (0, 0, bytes.Length, 0, 0);
    }

    /// <summary>Sees to it that so many bytes are there, as far as the stream has them; a few hundred at most. Returns whether they are.</summary>
    public bool Ensure(int bytes)
    {
        while (End - Next < bytes)
        {
            GiveBack();
            Buffer.AsSpan(Next, End - Next).CopyTo(Buffer);
            (_start, Next, End) = (_start + Next, 0, End - Next);
            var count = source.Read(Buffer, End, BufferBytes - End);
            End += count;
            Buffer.AsSpan(End, Slack).Clear();
            if (count == 0)
            {
                return End - Next >= bytes;
            }
        }

        return true;
    }

    /// <summary>Takes some bits, 16 at most.</summary>
    /// <exception cref="InvalidDataException">The stream has ended.</exception>
    public int Read(int count)
    {
        var value = Peek() & ((1 << count) - 1);
        Take(count);
        return value;
    }

    /// <summary>The next 16 bits or more, zeros behind the end.</summary>
    public int Peek()
    {
        if (Count < 16)
        {
            Bits |= BinaryPrimitives.ReadUInt64LittleEndian(Buffer.AsSpan(Next)) << Count;
            Next += (63 - Count) >> 3;
            Count |= 56;
        }

        return (int)Bits;
    }

    /// <summary>Steps over bits that were looked at.</summary>
    /// <exception cref="InvalidDataException">The stream has ended.</exception>
    public void Take(int count)
    {
        Bits >>= count;
        Count -= count;
        CheckOverrun();
    }

    /// <summary>Complains when bits were taken that are not there.</summary>
    /// <exception cref="InvalidDataException">It is so.</exception>
    public void CheckOverrun()
    {
        if (((long)Next * 8) - Count > (long)End * 8)
        {
            throw new InvalidDataException("The compressed data ends too soon.");
        }
    }

    /// <summary>Steps over the rest of the byte that was begun, and fetches no more than is taken.</summary>
    public void Align()
    {
        Take(Count & 7);
        GiveBack();
    }

    private void GiveBack()
    {
        Next -= Count >> 3;
        Count &= 7;
        Bits &= (1UL << Count) - 1;
    }
}
