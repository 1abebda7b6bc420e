namespace TapeDeck.Engine.Gor;

/// <summary>The 14 bytes between records (spec §1.2): LF, three monkeys, LF.</summary>
public static class GorSeparator
{
    /// <summary>Number of bytes.</summary>
    public const int Length = 14;

    /// <summary>The bytes.</summary>
    public static ReadOnlySpan<byte> Bytes => "\n🐵🙈🙉\n"u8;

    /// <summary>Where the next separator begins; −1 if there is none.</summary>
    public static int IndexOf(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Bytes);
}
