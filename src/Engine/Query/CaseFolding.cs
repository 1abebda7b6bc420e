namespace TapeDeck.Engine.Query;

/// <summary>
/// Lower case of bytes read as Latin-1, which is what the index's texts are: so that both ways of running a query agree on every byte.
/// </summary>
internal static class CaseFolding
{
    private static readonly byte[] s_lower = [.. Enumerable.Range(0, 256).Select(value => (byte)Lower(value))];

    public static byte Fold(byte value) => s_lower[value];

    public static byte[] Fold(byte[] bytes) => Array.ConvertAll(bytes, value => s_lower[value]);

    /// <summary>The other byte that folds to the same; the byte itself when there is none.</summary>
    public static byte Upper(byte folded) => (byte)(folded != Lower(folded - 0x20) || folded < 0x20 ? folded : folded - 0x20);

    /// <summary>Whether both are the same when folded; <paramref name="folded"/> is already.</summary>
    public static bool Equals(ReadOnlySpan<byte> text, ReadOnlySpan<byte> folded)
    {
        for (var i = 0; i < folded.Length; i++)
        {
            if (s_lower[text[i]] != folded[i])
            {
                return false;
            }
        }

        return true;
    }

    private static int Lower(int value) => value is (>= 'A' and <= 'Z') or (>= 0xC0 and <= 0xDE and not 0xD7) ? value + 0x20 : value;
}
