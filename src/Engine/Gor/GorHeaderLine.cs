using System.Buffers.Text;

namespace TapeDeck.Engine.Gor;

/// <summary>
/// The line in front of a payload (spec §1.2): type, id, timestamp and, not in old files, latency, with one space between them.
/// </summary>
/// <param name="Kind">The type; any one digit.</param>
/// <param name="IdLength">Length of the id, which begins at byte 2 of the line.</param>
/// <param name="Timestamp">Nanoseconds since the Unix epoch.</param>
/// <param name="Latency">Nanoseconds; −1 when absent.</param>
internal readonly record struct GorHeaderLine(RecordKind Kind, int IdLength, long Timestamp, long Latency)
{
    /// <summary>Where the id begins in the line.</summary>
    public const int IdStart = 2;

    /// <summary>What is longer is no header line.</summary>
    public const int MaxBytes = 4 << 10;

    /// <summary>Most bytes of a formatted line beside its id: type, three spaces, two numbers, LF.</summary>
    public const int MaxBytesBesideId = 1 + 3 + 20 + 20 + 1;

    /// <summary>Reads a well-formed line, given without its LF.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out GorHeaderLine header)
    {
        header = default;
        if (!HasTypeAndId(line, out var idLength))
        {
            return false;
        }

        var numbers = line[(IdStart + idLength + 1)..];
        if (!IsDigit(numbers, 0) || !Utf8Parser.TryParse(numbers, out long timestamp, out var used))
        {
            return false;
        }

        var latency = -1L;
        if (used < numbers.Length)
        {
            numbers = numbers[used..];
            if (numbers[0] != ' ' || !(IsDigit(numbers, 1) || (numbers.Length > 2 && numbers[1] == '-'))
                || !Utf8Parser.TryParse(numbers[1..], out latency, out used) || used + 1 != numbers.Length)
            {
                return false;
            }
        }

        header = new GorHeaderLine((RecordKind)(line[0] - '0'), idLength, timestamp, latency);
        return true;
    }

    /// <summary>
    /// Reads a line that is known to be in front of a payload and has at least three fields. A timestamp that is no number counts as 0 (spec §1.4).
    /// </summary>
    public static bool TryParseLenient(ReadOnlySpan<byte> line, out GorHeaderLine header)
    {
        if (TryParse(line, out header))
        {
            return true;
        }

        if (!HasTypeAndId(line, out var idLength))
        {
            return false;
        }

        var numbers = line[(IdStart + idLength + 1)..];
        var timestamp = Utf8Parser.TryParse(numbers, out long parsed, out var used) && (used == numbers.Length || numbers[used] == ' ') ? parsed : 0;
        header = new GorHeaderLine((RecordKind)(line[0] - '0'), idLength, timestamp, -1);
        return !numbers.IsEmpty;
    }

    /// <summary>Whether a line, whole or not, begins like a header line: with a one-digit type.</summary>
    public static bool LooksMeant(ReadOnlySpan<byte> line) =>
        line is [>= (byte)'0' and <= (byte)'9'] or [>= (byte)'0' and <= (byte)'9', (byte)' ', ..];

    /// <summary>
    /// Finds a whole header line at the end of a line that begins with something else, as it is when a writer died inside a record and the next
    /// one went on in the same place. Returns where it begins; −1 if there is none. Only the types 1 to 3 count.
    /// </summary>
    public static int FindAtEnd(ReadOnlySpan<byte> line)
    {
        var start = StartOfLast(4, line);
        if (IsHeaderAt(line, start))
        {
            return start;
        }

        start = StartOfLast(3, line);
        return IsHeaderAt(line, start) ? start : -1;
    }

    /// <summary>Writes the line with its LF; returns its length.</summary>
    /// <param name="record">The record to describe.</param>
    /// <param name="target">Room for the id and <see cref="MaxBytesBesideId"/>.</param>
    public static int Format(Record record, Span<byte> target)
    {
        var id = record.Id.Span;
        target[0] = (byte)('0' + (int)record.Kind);
        target[1] = (byte)' ';
        id.CopyTo(target[IdStart..]);
        var length = IdStart + id.Length;
        length += FormatNumber(record.Timestamp, target[length..]);
        length += FormatNumber(record.Latency, target[length..]);
        target[length] = (byte)'\n';
        return length + 1;
    }

    /// <summary>The last byte of the first of the last <paramref name="count"/> fields: where its type would be.</summary>
    private static int StartOfLast(int count, ReadOnlySpan<byte> line)
    {
        var end = line.Length;
        for (; count > 1 && end >= 0; count--)
        {
            end = line[..end].LastIndexOf((byte)' ');
        }

        return end - 1;
    }

    private static bool IsHeaderAt(ReadOnlySpan<byte> line, int start) =>
        start >= 0 && line[start] is >= (byte)'1' and <= (byte)'3' && TryParse(line[start..], out _);

    private static bool HasTypeAndId(ReadOnlySpan<byte> line, out int idLength)
    {
        idLength = 0;
        if (line.Length < 5 || line[0] is < (byte)'0' or > (byte)'9' || line[1] != ' ')
        {
            return false;
        }

        idLength = line[IdStart..].IndexOf((byte)' ');
        return idLength > 0;
    }

    private static bool IsDigit(ReadOnlySpan<byte> text, int index) => index < text.Length && text[index] is >= (byte)'0' and <= (byte)'9';

    private static int FormatNumber(long value, Span<byte> target)
    {
        target[0] = (byte)' ';
        Utf8Formatter.TryFormat(value, target[1..], out var written);
        return written + 1;
    }
}
