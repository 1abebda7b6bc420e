namespace TapeDeck.Engine.Gzip;

/// <summary>The block of deflate (RFC 1951 §3.2.3) that is being unpacked: what its head says.</summary>
internal sealed class DeflateBlock(BitInput input)
{
    private const int MostHeadBytes = 640;

    private readonly HuffmanCode _lengths = DeflateCodes.MakeLengths();
    private readonly byte[] _codeLengths = new byte[DeflateCodes.Literals + DeflateCodes.Distances];

    /// <summary>What is in it.</summary>
    public enum Kind
    {
        None,
        Stored,
        Coded,
    }

    /// <summary>What is left in it: <see cref="Kind.None"/> when it has ended.</summary>
    public Kind Content { get; private set; }

    /// <summary>Whether no other one follows.</summary>
    public bool IsLast { get; private set; }

    /// <summary>The bit at which it begins.</summary>
    public long Start { get; private set; }

    /// <summary>Bytes left of a stored block.</summary>
    public int Stored { get; private set; }

    /// <summary>The code of literals and lengths.</summary>
    public HuffmanCode Literals { get; } = DeflateCodes.MakeLiterals();

    /// <summary>The code of distances.</summary>
    public HuffmanCode Distances { get; } = DeflateCodes.MakeDistances();

    /// <summary>Makes ready for the first one.</summary>
    public void Reset() => (Content, IsLast) = (Kind.None, false);

    /// <summary>Its end was met.</summary>
    public void End() => Content = Kind.None;

    /// <summary>Steps over stored bytes.</summary>
    /// <exception cref="InvalidDataException">There are not so many.</exception>
    public void Take(long stored)
    {
        if (stored < 0 || stored > Stored)
        {
            throw new InvalidDataException("A block of the compressed data is shorter.");
        }

        Stored -= (int)stored;
        Content = Stored == 0 ? Kind.None : Kind.Stored;
    }

    /// <summary>Reads the head of the next one.</summary>
    /// <exception cref="InvalidDataException">It is damaged or ends too soon.</exception>
    public void Read()
    {
        input.Ensure(MostHeadBytes);
        Start = input.Position;
        IsLast = input.Read(1) == 1;
        switch (input.Read(2))
        {
            case 0:
                BeginStored();
                break;
            case 1:
                BeginCoded(DeflateCodes.FixedLiterals, DeflateCodes.FixedDistances);
                break;
            case 2:
                ReadCodes();
                break;
            default:
                throw new InvalidDataException("The compressed data has a block of an unknown type.");
        }
    }

    private void BeginStored()
    {
        input.Align();
        Stored = input.Read(16);
        if (input.Read(16) != (Stored ^ 0xFFFF))
        {
            throw new InvalidDataException("The length of a block of the compressed data is damaged.");
        }

        input.Align();
        Content = Stored == 0 ? Kind.None : Kind.Stored;
    }

    private void ReadCodes()
    {
        var (literals, distances, given) = (input.Read(5) + 257, input.Read(5) + 1, input.Read(4) + 4);
        if (literals > 286 || distances > 30)
        {
            throw new InvalidDataException("A block of the compressed data has too many symbols.");
        }

        Span<byte> lengths = stackalloc byte[DeflateCodes.LengthOrder.Length];
        lengths.Clear();
        for (var i = 0; i < given; i++)
        {
            lengths[DeflateCodes.LengthOrder[i]] = (byte)input.Read(3);
        }

        _lengths.Build(lengths);
        var all = _codeLengths.AsSpan(0, literals + distances);
        ReadLengths(all);
        if (all[256] == 0)
        {
            throw new InvalidDataException("A block of the compressed data has no end.");
        }

        BeginCoded(all[..literals], all[literals..]);
    }

    private void ReadLengths(Span<byte> lengths)
    {
        for (var at = 0; at < lengths.Length;)
        {
            var entry = _lengths.Entries[input.Peek() & _lengths.MainMask];
            input.Take((int)entry & HuffmanCode.BitsMask);
            var symbol = (entry & HuffmanCode.Special) != 0 ? throw new InvalidDataException("The compressed data is damaged.") : (int)(entry >> 16);
            var (value, times) = symbol switch
            {
                < 16 => ((byte)symbol, 1),
                16 when at > 0 => (lengths[at - 1], input.Read(2) + 3),
                17 => ((byte)0, input.Read(3) + 3),
                18 => ((byte)0, input.Read(7) + 11),
                _ => throw new InvalidDataException("The compressed data is damaged."),
            };
            if (times > lengths.Length - at)
            {
                throw new InvalidDataException("The compressed data is damaged.");
            }

            lengths.Slice(at, times).Fill(value);
            at += times;
        }
    }

    private void BeginCoded(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances)
    {
        Literals.Build(literals);
        Distances.Build(distances);
        Content = Kind.Coded;
    }
}
