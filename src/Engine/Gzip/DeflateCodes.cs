namespace TapeDeck.Engine.Gzip;

/// <summary>What the symbols of deflate mean (RFC 1951 §3.2.5), in the form of <see cref="HuffmanCode"/>, and its fixed codes.</summary>
internal static class DeflateCodes
{
    /// <summary>Bits that the tables are asked with at first: so few that they stay in the processor's cache.</summary>
    public const int LiteralBits = 11;

    /// <inheritdoc cref="LiteralBits"/>
    public const int DistanceBits = 9;

    public const int Literals = 288;
    public const int Distances = 32;

    private const int EndOfBlock = 256;
    private const int LongestMatch = 258;

    /// <summary>Symbols of lengths and distances in the order in which a block gives the lengths of their codes' codes.</summary>
    public static ReadOnlySpan<byte> LengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    public static HuffmanCode MakeLiterals() => new(LiteralBits, s_literals);

    public static HuffmanCode MakeDistances() => new(DistanceBits, s_distances);

    /// <summary>The code of the lengths themselves: symbols as they are, up to 7 bits long.</summary>
    public static HuffmanCode MakeLengths() => new(7, [.. Enumerable.Range(0, 19).Select(symbol => (uint)symbol << 16)]);

    /// <summary>Lengths of the fixed code of literals.</summary>
    public static byte[] FixedLiterals { get; } = [.. Enumerable.Range(0, Literals).Select(symbol => (byte)(symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8))];

    /// <summary>Lengths of the fixed code of distances.</summary>
    public static byte[] FixedDistances { get; } = [.. Enumerable.Repeat((byte)5, Distances)];

    private static readonly uint[] s_literals = [.. Enumerable.Range(0, Literals).Select(Literal)];
    private static readonly uint[] s_distances = [.. Enumerable.Range(0, Distances).Select(Distance)];

    private static uint Literal(int symbol)
    {
        var step = symbol - EndOfBlock - 1;
        return symbol < EndOfBlock ? HuffmanCode.Literal | ((uint)symbol << 16)
            : symbol == EndOfBlock ? HuffmanCode.Special | HuffmanCode.EndOfBlock
            : step > 28 ? HuffmanCode.Special
            : step == 28 ? (uint)LongestMatch << 16
            : step < 8 ? (uint)(step + 3) << 16
            : Number((((step & 3) + 4) << ((step >> 2) - 1)) + 3, (step >> 2) - 1);
    }

    private static uint Distance(int symbol) =>
        symbol > 29 ? HuffmanCode.Special
        : symbol < 4 ? (uint)(symbol + 1) << 16
        : Number((((symbol & 1) + 2) << ((symbol >> 1) - 1)) + 1, (symbol >> 1) - 1);

    private static uint Number(int least, int extraBits) => ((uint)least << 16) | (uint)extraBits;
}
