using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TapeDeck.Engine.Gzip;

/// <summary>
/// Unpacks deflate (RFC 1951). Other than that of .NET it can say where it stands, and begin there again. Each round of
/// symbols stays within the slack of both buffers, whatever the data.
/// </summary>
internal sealed class Inflater(BitInput input, InflateWindow window)
{
    private const int LiteralsAtOnce = 3; // of 11 bits each, so that a fourth code is there, too
    private const int FetchedAtOnce = 16; // bytes that one round of symbols may read

    private readonly DeflateBlock _block = new(input);

    /// <summary>The bit at which the current block begins.</summary>
    public long BlockStart => _block.Start;

    /// <summary>Whether it stands in a block, so that it can begin here again.</summary>
    public bool IsInBlock => _block.Content != DeflateBlock.Kind.None;

    /// <summary>Makes ready for the first block of a stream.</summary>
    public void Begin() => _block.Reset();

    /// <summary>Makes ready to go on within a block.</summary>
    /// <exception cref="InvalidDataException">There is no such block.</exception>
    public void Begin(long blockStart, long position)
    {
        input.Seek(blockStart);
        _block.Reset();
        _block.Read();
        if (_block.Content == DeflateBlock.Kind.Stored)
        {
            _block.Take((position - input.Position) / 8);
        }

        input.Seek(position);
    }

    /// <summary>Unpacks until the window ends at a limit, or up to 300 bytes behind it, or the stream ends; returns whether it has ended.</summary>
    /// <exception cref="InvalidDataException">The data is damaged or ends too soon. What was unpacked before that is in the window.</exception>
    public bool Run(int limit)
    {
        while (window.End < limit)
        {
            if (IsInBlock)
            {
                Go(limit);
            }
            else if (_block.IsLast)
            {
                return true;
            }
            else
            {
                _block.Read();
            }
        }

        return false;
    }

    private void Go(int limit)
    {
        var isThere = input.Ensure(FetchedAtOnce + 1);
        if (_block.Content == DeflateBlock.Kind.Stored)
        {
            CopyStored(limit);
        }
        else if (isThere)
        {
            Decode(input.End - FetchedAtOnce, limit, LiteralsAtOnce);
        }
        else
        {
            DecodeAtEnd();
        }
    }

    private void CopyStored(int limit)
    {
        var count = Math.Min(Math.Min(_block.Stored, limit - window.End), input.End - input.Next);
        if (count == 0)
        {
            throw new InvalidDataException("The compressed data ends too soon.");
        }

        input.Buffer.AsSpan(input.Next, count).CopyTo(window.Bytes.AsSpan(window.End));
        input.Next += count;
        window.End += count;
        _block.Take(count);
    }

    /// <summary>One symbol. What stands behind the end of the input was none, so that all that is whole is unpacked, however one came here.</summary>
    private void DecodeAtEnd()
    {
        var end = window.End;
        try
        {
            Decode(input.End + 1, end + 1, literalsAtOnce: 0);
            input.CheckOverrun();
        }
        catch (InvalidDataException)
        {
            window.End = end;
            throw;
        }
    }

    /// <summary>Unpacks symbols of the current block while both input and output stand before their limits, or to the end of the block.</summary>
    /// <remarks>Compiled for good at once: it is called once for some hundred kilobytes.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Decode(int inputLimit, int outputLimit, int literalsAtOnce)
    {
        const int LiteralMask = (1 << DeflateCodes.LiteralBits) - 1;
        const int DistanceMask = (1 << DeflateCodes.DistanceBits) - 1;
        ReadOnlySpan<uint> literals = _block.Literals.Entries, distances = _block.Distances.Entries;
        var cursor = new BitCursor { Source = input.Buffer, Bits = input.Bits, Count = input.Count, Next = input.Next };
        Span<byte> target = window.Bytes;
        var (to, first) = (window.End, window.First);
        while (cursor.Next < inputLimit && to < outputLimit)
        {
            cursor.Fetch();
            var entry = literals[(int)cursor.Bits & LiteralMask];
            for (var left = literalsAtOnce; (int)entry < 0 && left > 0; left--)
            {
                target[to++] = (byte)(entry >> 16);
                cursor.Take(entry);
                entry = literals[(int)cursor.Bits & LiteralMask];
            }

            cursor.Fetch();
            if ((entry & HuffmanCode.Further) != 0)
            {
                entry = cursor.TakeFurther(entry, literals);
            }

            if ((int)entry < 0)
            {
                target[to++] = (byte)(entry >> 16);
                cursor.Take(entry);
                continue;
            }

            if ((entry & HuffmanCode.Special) != 0)
            {
                if ((entry & HuffmanCode.EndOfBlock) == 0)
                {
                    throw Damaged(to, cursor.Next, cursor.Count);
                }

                cursor.Take(entry);
                _block.End();
                break;
            }

            var length = cursor.TakeNumber(entry);
            entry = distances[(int)cursor.Bits & DistanceMask];
            if ((entry & HuffmanCode.Further) != 0)
            {
                entry = cursor.TakeFurther(entry, distances);
            }

            var distance = cursor.TakeNumber(entry);
            if ((entry & HuffmanCode.Special) != 0 || distance > to - first)
            {
                throw Damaged(to, cursor.Next, cursor.Count);
            }

            Repeat(target, to, distance, length);
            to += length;
        }

        (input.Bits, input.Count, input.Next, window.End) = (cursor.Bits, cursor.Count, cursor.Next, to);
    }

    private InvalidDataException Damaged(int end, int next, int count)
    {
        (window.End, input.Next, input.Count) = (end, next, count);
        return new InvalidDataException("The compressed data is damaged.");
    }

    /// <summary>Copies what stands some bytes before; may write up to 15 bytes more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Repeat(Span<byte> target, int to, int distance, int length)
    {
        var end = to + length;
        if (distance >= Vector128<byte>.Count)
        {
            do
            {
                Vector128.Create<byte>(target.Slice(to - distance, Vector128<byte>.Count)).CopyTo(target.Slice(to, Vector128<byte>.Count));
                to += Vector128<byte>.Count;
            }
            while (to < end);
        }
        else
        {
            do
            {
                target[to] = target[to - distance];
                to++;
            }
            while (to < end);
        }
    }
}
