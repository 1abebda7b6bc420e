namespace TapeDeck.Engine.Query;

/// <summary>
/// Finds bytes in any case. Vectors look for one pair of bytes, an upper and a lower case, so it is that of what is sought which is
/// rarest in HTTP messages; only where it stands is the rest compared.
/// </summary>
internal sealed class FoldedSearch
{
    /// <summary>Common bytes of heads and JSON, most common first; what is not in here is rare.</summary>
    private const string CommonFirst = "e ta\"oinrsc0lpd-/1m,:u=.h2g\r\n3ft45_6b978vyw;xk{}()qjz";

    private readonly byte[] _folded;
    private readonly int _anchor;
    private readonly byte _lower;
    private readonly byte _upper;

    public FoldedSearch(byte[] folded)
    {
        _folded = folded;
        _anchor = folded.Length == 0 ? 0 : Enumerable.Range(0, folded.Length).MaxBy(at => Rarity(folded[at]));
        _lower = folded.Length == 0 ? default : folded[_anchor];
        _upper = CaseFolding.Upper(_lower);
    }

    public bool IsIn(ReadOnlySpan<byte> text)
    {
        if (_folded.Length == 0 || text.Length < _folded.Length)
        {
            return _folded.Length == 0;
        }

        // Where the anchor may stand if all of it is to fit.
        var last = text.Length - _folded.Length;
        for (var from = 0; from <= last;)
        {
            var found = text.Slice(_anchor + from, last - from + 1).IndexOfAny(_lower, _upper);
            if (found < 0)
            {
                return false;
            }

            from += found;
            if (CaseFolding.Equals(text.Slice(from, _folded.Length), _folded))
            {
                return true;
            }

            from++;
        }

        return false;
    }

    private static int Rarity(byte value) => CommonFirst.IndexOf((char)value) is var at and >= 0 ? at : CommonFirst.Length;
}
