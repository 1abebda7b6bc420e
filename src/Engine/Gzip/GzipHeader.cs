namespace TapeDeck.Engine.Gzip;

/// <summary>What stands before and behind the compressed data of a member (RFC 1952 §2.3).</summary>
internal static class GzipHeader
{
    private const byte FirstMagic = 0x1F;
    private const byte SecondMagic = 0x8B;
    private const byte Deflate = 8;

    [Flags]
    private enum Parts
    {
        Sum = 2,
        Extra = 4,
        Name = 8,
        Comment = 16,
        Unknown = 0xE0,
    }

    /// <summary>Whether bytes begin like a member.</summary>
    public static bool IsStart(ReadOnlySpan<byte> bytes) => bytes is [FirstMagic, SecondMagic, ..];

    /// <summary>Where bytes begin like a member, with the only method there is; −1 where none do.</summary>
    public static int IndexOfStart(ReadOnlySpan<byte> bytes) => bytes.IndexOf([FirstMagic, SecondMagic, Deflate]);

    /// <summary>Whether a member begins at the next byte, which must be there; perhaps it ends right behind that.</summary>
    public static bool IsNext(BitInput input)
    {
        input.Align();
        return input.Ensure(2) ? IsStart(input.Buffer.AsSpan(input.Next, 2)) : input.Buffer[input.Next] == FirstMagic;
    }

    /// <summary>Steps over a header.</summary>
    /// <exception cref="InvalidDataException">It is damaged or ends too soon.</exception>
    public static void Skip(BitInput input)
    {
        Skip(input, 2);
        var method = Byte(input);
        var parts = (Parts)Byte(input);
        if (method != Deflate || (parts & Parts.Unknown) != 0)
        {
            throw new InvalidDataException("The header of the compressed data is damaged.");
        }

        Skip(input, 6);
        Skip(input, parts.HasFlag(Parts.Extra) ? Byte(input) | (Byte(input) << 8) : 0);
        SkipText(input, parts.HasFlag(Parts.Name));
        SkipText(input, parts.HasFlag(Parts.Comment));
        Skip(input, parts.HasFlag(Parts.Sum) ? 2 : 0);
    }

    /// <summary>Reads the checksum of the content and how many bytes it has, as far as 32 bits hold that.</summary>
    /// <exception cref="InvalidDataException">The file ends too soon.</exception>
    public static (uint Sum, uint Bytes) ReadEnd(BitInput input)
    {
        input.Align();
        return (Number(input), Number(input));
    }

    private static void SkipText(BitInput input, bool isThere)
    {
        while (isThere && Byte(input) != 0)
        {
        }
    }

    private static void Skip(BitInput input, int bytes)
    {
        for (; bytes > 0; bytes--)
        {
            Byte(input);
        }
    }

    private static uint Number(BitInput input) => (uint)(Byte(input) | (Byte(input) << 8) | (Byte(input) << 16) | (Byte(input) << 24));

    private static int Byte(BitInput input)
    {
        input.Ensure(sizeof(ulong));
        return input.Read(8);
    }
}
