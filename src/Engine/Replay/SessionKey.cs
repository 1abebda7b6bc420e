using System.Globalization;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// What names the recorded connection of a request (spec §1.3, §5.8): its two ends where they are known, else what its id says, in any case of digits.
/// </summary>
internal readonly record struct SessionKey(ConnectionEnds? Ends, ulong Digits, RecordId Other)
{
    public static SessionKey Of(Record record) =>
        record.Connection is { } ends ? new SessionKey(ends, 0, default)
        : record.Id.IsCaptured ? new SessionKey(null, ulong.Parse(record.Id.Session.Span, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), default)
        : new SessionKey(null, 0, record.Id);
}
