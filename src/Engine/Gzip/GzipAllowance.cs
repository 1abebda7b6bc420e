namespace TapeDeck.Engine.Gzip;

/// <summary>
/// How much may be unpacked a second time or in vain to find what is whole behind damage: in proportion to the file, so that a file made of
/// beginnings of members takes no more time than its size.
/// </summary>
internal sealed class GzipAllowance
{
    /// <summary>Bytes that are allowed in any file.</summary>
    public const int AtFirst = 4 << 20;

    /// <summary>Bytes that are allowed for each byte of the file up to a place.</summary>
    public const int PerByte = 64;

    private long _spent;

    /// <summary>Whether any is left at a place of the file.</summary>
    public bool IsLeft(long place) => _spent < AtFirst + (PerByte * place);

    /// <summary>So many bytes were read and unpacked again, or in vain.</summary>
    public void Spend(long bytes) => _spent += bytes;
}
