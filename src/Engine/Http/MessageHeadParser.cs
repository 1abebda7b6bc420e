using System.Buffers;
using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>
/// Reads a whole head (start line to empty line) for framing. Lenient where a capture must be: any method token, line feeds without
/// carriage returns, folded lines, space around names; strict where the body's end depends on it (RFC 9112 §6.3).
/// </summary>
internal static class MessageHeadParser
{
    private static readonly SearchValues<byte> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Whether a text is a token (RFC 9110 §5.6.2), as methods and header names are.</summary>
    public static bool IsToken(string text) => text.Length > 0 && Encoding.Latin1.GetBytes(text).AsSpan().IndexOfAnyExcept(s_token) < 0;

    /// <summary>Reads a request's head; false when it is none or its framing contradicts itself.</summary>
    public static bool TryParseRequest(ReadOnlySpan<byte> head, out MessageHead result)
    {
        result = new MessageHead { ContentLength = -1 };
        return TryParseRequestLine(TakeLine(ref head), ref result) && TryParseFields(head, ref result) && !result.HasUnframedCoding;
    }

    /// <summary>Reads a response's head; false when it is none or its framing contradicts itself.</summary>
    public static bool TryParseResponse(ReadOnlySpan<byte> head, out MessageHead result)
    {
        result = new MessageHead { ContentLength = -1 };
        var line = TakeLine(ref head);
        if (line.Length < 12 || line[8] != ' ' || !TryParseVersion(line[..8], out result.MinorVersion) || (line.Length > 12 && line[12] != ' '))
        {
            return false;
        }

        foreach (var digit in line[9..12])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            result.Status = (result.Status * 10) + (digit - '0');
        }

        return result.Status >= 100 && TryParseFields(head, ref result);
    }

    /// <summary>Whether bytes that do not make a whole head yet can still become one of a request.</summary>
    public static bool CanBecomeRequest(ReadOnlySpan<byte> start)
    {
        if (start.IndexOf((byte)'\n') >= 0)
        {
            var head = new MessageHead();
            return TryParseRequestLine(TakeLine(ref start), ref head);
        }

        var end = start.IndexOf((byte)' ');
        return end >= 0 ? IsMethod(start, end) : start.Length <= HttpLimits.MaxMethodLength && start.IndexOfAnyExcept(s_token) < 0;
    }

    /// <summary>Whether bytes that do not make a whole head yet can still become one of a response.</summary>
    public static bool CanBecomeResponse(ReadOnlySpan<byte> start)
    {
        var known = "HTTP/1."u8;
        var length = Math.Min(start.Length, known.Length);
        return start[..length].SequenceEqual(known[..length]);
    }

    private static bool TryParseRequestLine(ReadOnlySpan<byte> line, ref MessageHead head)
    {
        var method = line.IndexOf((byte)' ');
        var version = line.LastIndexOf((byte)' ');
        if (!IsMethod(line, method) || version <= method + 1 || !TryParseVersion(line[(version + 1)..], out head.MinorVersion))
        {
            return false;
        }

        head.MethodLength = method;
        return true;
    }

    private static bool IsMethod(ReadOnlySpan<byte> line, int length) =>
        length is > 0 and <= HttpLimits.MaxMethodLength && line[..length].IndexOfAnyExcept(s_token) < 0;

    private static bool TryParseVersion(ReadOnlySpan<byte> text, out int minor)
    {
        minor = text.Length == 8 ? text[7] - '0' : -1;
        return minor is >= 0 and <= 9 && text.StartsWith("HTTP/1."u8);
    }

    private static ReadOnlySpan<byte> TrimSpace(ReadOnlySpan<byte> text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t';

    /// <summary>Takes the first element off a list separated by commas (RFC 9110 §5.6.1); <paramref name="more"/>: a comma followed it.</summary>
    private static ReadOnlySpan<byte> TakeElement(scoped ref ReadOnlySpan<byte> list, out bool more)
    {
        var comma = list.IndexOf((byte)',');
        more = comma >= 0;
        var element = more ? list[..comma] : list;
        list = more ? list[(comma + 1)..] : default;
        return TrimSpace(element);
    }

    private static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private static bool TryParseFields(ReadOnlySpan<byte> fields, ref MessageHead head)
    {
        ReadOnlySpan<byte> name = default;
        while (!fields.IsEmpty)
        {
            var line = TakeLine(ref fields);
            ReadOnlySpan<byte> value;
            if (line is [(byte)' ' or (byte)'\t', ..])
            {
                value = line; // a folded line continues the field above it (RFC 9112 §5.2)
            }
            else
            {
                var colon = line.IndexOf((byte)':');
                name = colon < 0 ? default : TrimSpace(line[..colon]);
                value = colon < 0 ? default : line[(colon + 1)..];
            }

            if (!TryApply(name, TrimSpace(value), ref head))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryApply(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref MessageHead head)
    {
        switch (name.Length)
        {
            case 6 when Ascii.EqualsIgnoreCase(name, "expect"u8):
                head.ExpectsContinue |= Ascii.EqualsIgnoreCase(value, "100-continue"u8);
                return true;
            case 7 when Ascii.EqualsIgnoreCase(name, "upgrade"u8):
                head.HasUpgrade = true;
                return true;
            case 10 when Ascii.EqualsIgnoreCase(name, "connection"u8):
                head.SaysClose |= HasOption(value, "close"u8);
                head.SaysKeepAlive |= HasOption(value, "keep-alive"u8);
                return true;
            case 14 when Ascii.EqualsIgnoreCase(name, "content-length"u8):
                return TryApplyLength(value, ref head);
            case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                ApplyCoding(value, ref head);
                return true;
            default:
                return true;
        }
    }

    /// <summary>A list of equal lengths counts as one (RFC 9110 §8.6); anything else that is not a number is refused.</summary>
    private static bool TryApplyLength(ReadOnlySpan<byte> value, ref MessageHead head)
    {
        for (var more = true; more;)
        {
            var text = TakeElement(ref value, out more);
            if (text.IsEmpty || !char.IsAsciiDigit((char)text[0])
                || !System.Buffers.Text.Utf8Parser.TryParse(text, out long length, out var used) || used != text.Length
                || (head.ContentLength >= 0 && head.ContentLength != length))
            {
                return false;
            }

            head.ContentLength = length;
        }

        return true;
    }

    private static void ApplyCoding(ReadOnlySpan<byte> value, ref MessageHead head)
    {
        for (var more = true; more;)
        {
            var coding = TakeElement(ref value, out more);
            if (coding.IsEmpty || Ascii.EqualsIgnoreCase(coding, "identity"u8))
            {
                continue;
            }

            head.IsChunked = Ascii.EqualsIgnoreCase(coding, "chunked"u8);
            head.HasUnframedCoding = !head.IsChunked;
        }
    }

    private static bool HasOption(ReadOnlySpan<byte> value, ReadOnlySpan<byte> option)
    {
        for (var more = true; more;)
        {
            if (Ascii.EqualsIgnoreCase(TakeElement(ref value, out more), option))
            {
                return true;
            }
        }

        return false;
    }
}
