using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace TapeDeck.Engine.Gzip;

/// <summary>Takes bits out of bytes behind which at least eight more can be read. Small enough that the compiler keeps all of it in registers.</summary>
internal ref struct BitCursor
{
    public required ReadOnlySpan<byte> Source;
    public ulong Bits;
    public int Count;
    public int Next;

    /// <summary>Fetches as many bytes as there is room for: at least 56 bits are there then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch()
    {
        Bits |= BinaryPrimitives.ReadUInt64LittleEndian(Source[Next..]) << Count;
        Next += (63 - Count) >> 3;
        Count |= 56;
    }

    /// <summary>Steps over the bits of an entry of a <see cref="HuffmanCode"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(uint entry)
    {
        Bits >>= (int)entry;
        Count -= (int)entry & HuffmanCode.BitsMask;
    }

    /// <summary>Steps over the first part of a code and gives the entry of the whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint TakeFurther(uint entry, ReadOnlySpan<uint> entries)
    {
        Take(entry);
        return entries[(int)(((entry >> 16) & 0x7FFF) + (uint)(Bits & ((1u << (int)((entry >> 8) & 15)) - 1)))];
    }

    /// <summary>Takes a number: what the entry says and its extra bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeNumber(uint entry)
    {
        var extra = (Bits & ((1ul << (int)entry) - 1)) >> (int)((entry >> 8) & 15);
        Take(entry);
        return (int)(entry >> 16) + (int)extra;
    }
}
