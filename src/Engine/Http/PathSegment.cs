using System.Buffers;
using System.Buffers.Text;

namespace TapeDeck.Engine.Http;

/// <summary>What a segment of a path is taken for by its looks alone.</summary>
internal static class PathSegment
{
    private const int LongestWord = 100;
    private const int ShortestHex = 8;
    private const int ShortestToken = 20;
    private const int FewestTokenDigits = 4;
    private const int DateLength = 10;
    private const int UuidLength = 36;

    private static readonly SearchValues<byte> s_hexLetters = SearchValues.Create("abcdefABCDEF"u8);
    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789"u8);
    private static readonly SearchValues<byte> s_hex = SearchValues.Create("0123456789abcdefABCDEF"u8);
    private static readonly SearchValues<byte> s_versionSymbols = SearchValues.Create("0123456789."u8);
    private static readonly SearchValues<byte> s_tokenSymbols = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_~="u8);

    /// <summary>
    /// The segment with what looks like a value replaced by <c>{id}</c> (digits), <c>{uuid}</c>, <c>{date}</c> (2025-01-31), <c>{hex}</c> (8 or more
    /// hexadecimal digits, both letters and digits) or <c>{token}</c> (20 or more letters, digits, dashes). Parts between dots are looked at by themselves,
    /// so that endings stay; version numbers such as 2.0 stay too.
    /// </summary>
    /// <param name="segment">Without slashes.</param>
    /// <param name="room">At least as many bytes as <see cref="MostBytes"/> says.</param>
    public static ReadOnlySpan<byte> Shape(ReadOnlySpan<byte> segment, Span<byte> room)
    {
        if (segment.IndexOfAny(s_digits) < 0 && segment.Length <= LongestWord)
        {
            return segment;
        }

        if (segment.IndexOf((byte)'.') < 0)
        {
            return ShapeOf(segment);
        }

        return IsVersion(segment) ? segment : ShapeParts(segment, room);
    }

    /// <summary>Most bytes of a shape.</summary>
    public static int MostBytes(int segment) => 7 * (segment + 1);

    private static ReadOnlySpan<byte> ShapeParts(ReadOnlySpan<byte> segment, Span<byte> room)
    {
        var length = 0;
        foreach (var part in segment.Split((byte)'.'))
        {
            var shape = ShapeOf(segment[part]);
            if (length > 0)
            {
                room[length++] = (byte)'.';
            }

            shape.CopyTo(room[length..]);
            length += shape.Length;
        }

        return room[..length];
    }

    private static ReadOnlySpan<byte> ShapeOf(ReadOnlySpan<byte> part) =>
        part.IsEmpty ? part
        : part.IndexOfAnyExcept(s_digits) < 0 ? "{id}"u8
        : part.Length == UuidLength && Utf8Parser.TryParse(part, out Guid _, out var used) && used == UuidLength ? "{uuid}"u8
        : part.Length >= ShortestHex && part.IndexOfAnyExcept(s_hex) < 0 && part.IndexOfAny(s_digits) >= 0 && part.IndexOfAny(s_hexLetters) >= 0 ? "{hex}"u8
        : IsDate(part) ? "{date}"u8
        : part.Length > LongestWord || IsToken(part) ? "{token}"u8
        : part;

    private static bool IsVersion(ReadOnlySpan<byte> segment)
    {
        if (segment.IndexOfAnyExcept(s_versionSymbols) >= 0)
        {
            return false;
        }

        foreach (var part in segment.Split((byte)'.'))
        {
            if (part.End.Value - part.Start.Value is 0 or > 3)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDate(ReadOnlySpan<byte> part) =>
        part.Length == DateLength && part[4] == '-' && part[7] == '-' && part[..4].IndexOfAnyExcept(s_digits) < 0
        && part[5..7].IndexOfAnyExcept(s_digits) < 0 && part[8..].IndexOfAnyExcept(s_digits) < 0;

    private static bool IsToken(ReadOnlySpan<byte> part)
    {
        if (part.Length < ShortestToken || part.IndexOfAnyExcept(s_tokenSymbols) >= 0)
        {
            return false;
        }

        var digits = 0;
        foreach (var symbol in part)
        {
            digits += s_digits.Contains(symbol) ? 1 : 0;
        }

        return digits >= FewestTokenDigits;
    }
}
