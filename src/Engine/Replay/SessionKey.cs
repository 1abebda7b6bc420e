using System.Globalization;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// What names the recorded connection of a request (spec §1.3, §5.8): its two ends where they are known, else the first 16 of the 24 hexadecimal
/// digits of its id, else the whole id.
/// </summary>
internal readonly record struct SessionKey(ConnectionEnds? Ends, ulong Digits, RecordId Other)
{
    private const int IdLength = 24;
    private const int SessionLength = 16;

    public static SessionKey Of(Record record)
    {
        if (record.Connection is { } ends)
        {
            return new SessionKey(ends, 0, default);
        }

        var id = record.Id.Span;
        return id.Length == IdLength && IsHex(id) && ulong.TryParse(id[..SessionLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var digits)
            ? new SessionKey(null, digits, default)
            : new SessionKey(null, 0, record.Id);
    }

    private static bool IsHex(ReadOnlySpan<byte> text)
    {
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
        }

        return true;
    }
}
