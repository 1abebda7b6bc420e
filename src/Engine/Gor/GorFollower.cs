namespace TapeDeck.Engine.Gor;

/// <summary>What stands behind a separator. Looked at only when that decides: most messages say themselves where they end.</summary>
/// <param name="bytes">All that is there.</param>
/// <param name="separator">Where the separator begins.</param>
/// <param name="isLast">Whether no more bytes will come.</param>
/// <param name="isResting">Whether more will come, but not now.</param>
internal readonly ref struct GorFollower(ReadOnlySpan<byte> bytes, int separator, bool isLast, bool isResting)
{
    private const int MaxHeaderLineBytes = GorHeaderLine.MaxBytes;

    private readonly ReadOnlySpan<byte> _next = bytes[(separator + GorSeparator.Length)..];
    private readonly bool _isLast = isLast;
    private readonly bool _isResting = isResting;

    /// <summary>Whether it is the end of the file or what was at least meant as a header line; null if the bytes are not there yet.</summary>
    public bool? LooksRight
    {
        get
        {
            var length = _next[..Math.Min(_next.Length, MaxHeaderLineBytes)].IndexOf((byte)'\n');
            if (length >= 0)
            {
                return GorHeaderLine.TryParse(_next[..length], out _) || GorHeaderLine.LooksMeant(_next);
            }

            return _next.Length >= MaxHeaderLineBytes ? false : _isResting && _next.IsEmpty ? true : !_isLast ? null : _next.IsEmpty || GorHeaderLine.LooksMeant(_next);
        }
    }
}
