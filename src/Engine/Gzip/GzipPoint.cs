namespace TapeDeck.Engine.Gzip;

/// <summary>A place in a gzip file from which on its content can be read without what is before it.</summary>
/// <param name="Start">How much content is before it.</param>
/// <param name="Member">The byte of the file at which the member begins that it stands in.</param>
/// <param name="Block">The bit of the file at which the block begins that it stands in.</param>
/// <param name="Position">The bit of the file at which it stands.</param>
/// <param name="Window">The content right before it, of which parts are repeated behind it.</param>
internal sealed record GzipPoint(long Start, long Member, long Block, long Position, byte[] Window)
{
    /// <summary>The beginning of a member, before its header.</summary>
    public static GzipPoint OfMember(long start, long member) => new(start, member, 8 * member, 8 * member, []);

    /// <summary>Whether the member begins here.</summary>
    public bool IsMember => Position == 8 * Member;
}
