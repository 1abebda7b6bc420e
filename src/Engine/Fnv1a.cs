namespace TapeDeck.Engine;

/// <summary>The 32-bit FNV-1a hash that GoReplay deals with: which share of users passes a limiter, which connection a record takes (spec §6.4).</summary>
internal static class Fnv1a
{
    private const uint Basis = 2_166_136_261;
    private const uint Prime = 16_777_619;

    public static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = Basis;
        foreach (var value in bytes)
        {
            hash = unchecked((hash ^ value) * Prime);
        }

        return hash;
    }
}
