namespace TapeDeck.Engine.Gzip;

/// <summary>
/// A prefix code of deflate (RFC 1951 §3.2) as a table: the next bits of the input are the place of the entry that says what they mean. Codes longer than most have
/// a second table each.
/// </summary>
/// <param name="mainBits">Bits that the first table is asked with.</param>
/// <param name="meanings">What each symbol means, an entry without the length of its code.</param>
internal sealed class HuffmanCode(int mainBits, uint[] meanings)
{
    /// <summary>A literal; the byte stands in bits 16–23. In all entries bits 0–5 are how many bits they take, extra bits too, and bits 8–11 how many of them are the code.</summary>
    public const uint Literal = 1u << 31;

    /// <summary>Neither a literal nor a number: <see cref="Further"/>, <see cref="EndOfBlock"/>, or no code at all.</summary>
    public const uint Special = 1 << 15;

    /// <summary>The code goes on in a second table, which begins at bits 16–30 and is asked with as many bits as bits 8–11 say.</summary>
    public const uint Further = 1 << 14;

    /// <summary>The bits that an entry takes.</summary>
    public const int BitsMask = 63;

    /// <summary>The block ends.</summary>
    public const uint EndOfBlock = 1 << 13;

    private const int MostBits = 15;

    private readonly int[] _counts = new int[MostBits + 1];
    private readonly int[] _offsets = new int[MostBits + 2];
    private readonly ushort[] _sorted = new ushort[meanings.Length];

    /// <summary>The first table, then the others.</summary>
    public uint[] Entries { get; private set; } = new uint[1 << mainBits];

    /// <summary>Bits that are all set, as many as the first table is asked with.</summary>
    public int MainMask => (1 << mainBits) - 1;

    /// <summary>Makes the code of the lengths of its symbols; 0 for those that have none.</summary>
    /// <exception cref="InvalidDataException">There is no such code.</exception>
    public void Build(ReadOnlySpan<byte> lengths)
    {
        Count(lengths);
        Sort(lengths);
        Fill();
    }

    private void Count(ReadOnlySpan<byte> lengths)
    {
        Array.Clear(_counts);
        foreach (var length in lengths)
        {
            _counts[length]++;
        }

        var codes = lengths.Length - _counts[0];
        var left = 1;
        for (var bits = 1; bits <= MostBits; bits++)
        {
            left = (left << 1) - _counts[bits];
            if (left < 0)
            {
                throw new InvalidDataException("A code of the compressed data has too many symbols.");
            }
        }

        if (left > 0 && (codes > 1 || _counts[1] != codes))
        {
            throw new InvalidDataException("A code of the compressed data is incomplete.");
        }
    }

    /// <summary>Symbols in the order of their codes.</summary>
    private void Sort(ReadOnlySpan<byte> lengths)
    {
        _offsets[1] = 0;
        for (var bits = 1; bits <= MostBits; bits++)
        {
            _offsets[bits + 1] = _offsets[bits] + _counts[bits];
        }

        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] > 0)
            {
                _sorted[_offsets[lengths[symbol]]++] = (ushort)symbol;
            }
        }
    }

    private void Fill()
    {
        Array.Fill(Entries, Special);
        var (code, at, end, further) = (0u, 0, 1 << mainBits, 0u);
        var (start, furtherBits) = (0, 0);
        for (var bits = 1; bits <= MostBits; bits++, code <<= 1)
        {
            for (var left = _counts[bits]; left > 0; left--, code++)
            {
                var entry = Entry(meanings[_sorted[at++]], bits > mainBits ? bits - mainBits : bits);
                var reversed = Reverse(code, bits);
                if (bits <= mainBits)
                {
                    Spread(entry, (int)reversed, bits, 1 << mainBits, 0);
                    continue;
                }

                var main = reversed & (uint)MainMask;
                if (furtherBits == 0 || main != further)
                {
                    (further, start, furtherBits) = (main, end, FurtherBits(bits, left));
                    end += 1 << furtherBits;
                    Grow(end);
                    Entries[main] = Special | Further | ((uint)start << 16) | ((uint)furtherBits << 8) | (uint)mainBits;
                }

                Spread(entry, (int)(reversed >> mainBits), bits - mainBits, 1 << furtherBits, start);
            }
        }
    }

    private void Spread(uint entry, int first, int bits, int size, int start)
    {
        for (var place = first; place < size; place += 1 << bits)
        {
            Entries[start + place] = entry;
        }
    }

    /// <summary>Bits of a second table: as many as the longest of the codes that begin alike needs, which are the next ones.</summary>
    private int FurtherBits(int bits, int left)
    {
        var further = bits - mainBits;
        for (var room = (1 << further) - left; room > 0 && bits < MostBits; room = (room << 1) - _counts[bits])
        {
            bits++;
            further++;
        }

        return further;
    }

    private void Grow(int end)
    {
        var known = Entries.Length;
        if (end > known)
        {
            var larger = new uint[Math.Max(2 * known, end)];
            Entries.CopyTo(larger, 0);
            Array.Fill(larger, Special, known, larger.Length - known);
            Entries = larger;
        }
    }

    /// <summary>The meaning with the length of its code, to which the extra bits are added that it has already.</summary>
    private static uint Entry(uint meaning, int bits) => meaning + (uint)((bits << 8) | bits);

    private static uint Reverse(uint code, int bits)
    {
        var reversed = 0u;
        for (; bits > 0; bits--, code >>= 1)
        {
            reversed = (reversed << 1) | (code & 1);
        }

        return reversed;
    }
}
