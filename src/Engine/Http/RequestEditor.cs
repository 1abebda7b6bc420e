using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>
/// Reads and changes the request line and the header fields of one request, byte for byte; everything not asked to change stays as it is.
/// Nothing is copied until the first change, and the body only once.
/// </summary>
internal ref struct RequestEditor
{
    private readonly ReadOnlySpan<byte> _body;
    private ReadOnlySpan<byte> _head;
    private int _methodLength;
    private int _targetEnd;
    private int _fieldsStart;

    private RequestEditor(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, int methodLength, int targetEnd, int fieldsStart)
    {
        _head = head;
        _body = body;
        _methodLength = methodLength;
        _targetEnd = targetEnd;
        _fieldsStart = fieldsStart;
    }

    /// <summary>Whether anything was changed.</summary>
    public bool IsChanged { get; private set; }

    public readonly ReadOnlySpan<byte> Method => _head[.._methodLength];

    /// <summary>All between method and version, spaces included if there are any.</summary>
    public readonly ReadOnlySpan<byte> Target => _head[(_methodLength + 1).._targetEnd];

    /// <summary>Opens a payload that begins with an HTTP/1 request line of any method; false for anything else.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> payload, out RequestEditor editor)
    {
        editor = default;
        var lineLength = payload.IndexOf((byte)'\n');
        if (lineLength < 0)
        {
            return false;
        }

        var line = payload[..lineLength].TrimEnd((byte)'\r');
        var method = line.IndexOf((byte)' ');
        var version = line.LastIndexOf((byte)' ');
        if (version <= method || !IsVersion(line[(version + 1)..]) || !MessageHeadParser.CanBecomeRequest(line))
        {
            return false;
        }

        var headLength = HeadLength(payload, lineLength + 1);
        editor = new RequestEditor(payload[..headLength], payload[headLength..], method, version, lineLength + 1);
        return true;
    }

    /// <summary>The trimmed value of the first field of that name, compared without case; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> Header(ReadOnlySpan<byte> name) => TryFind(name, out var value) ? _head[value] : default;

    /// <summary>
    /// Replaces the value of the first field of that name, whose spelling and spacing stay; or, when there is none, inserts one directly
    /// after the request line.
    /// </summary>
    public void SetHeader(ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        if (TryFind(name, out var old))
        {
            Replace(old, value);
            return;
        }

        ReadOnlySpan<byte> lineEnd = _head[_fieldsStart - 2] == '\r' ? "\r\n"u8 : "\n"u8;
        Replace(_fieldsStart.._fieldsStart, [.. name, .. ": "u8, .. value, .. lineEnd]);
    }

    /// <summary>Takes out every field of that name.</summary>
    public void RemoveHeader(ReadOnlySpan<byte> name)
    {
        var reader = new HeaderReader(_head[_fieldsStart..]);
        while (reader.MoveNext())
        {
            if (Ascii.EqualsIgnoreCase(reader.Name, name))
            {
                Replace((_fieldsStart + reader.Start)..(_fieldsStart + reader.End), default);
                reader = new HeaderReader(_head[_fieldsStart..]);
            }
        }
    }

    /// <summary>
    /// Replaces the value of a query parameter, looked for as <c>&amp;name=</c> and then as <c>?name=</c>, or appends one. Nothing is encoded.
    /// </summary>
    public void SetParameter(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var target = Target;
        if (TryFindParameter(target, name, out var old))
        {
            SetTarget([.. target[..old.Start], .. value, .. target[old.End..]]);
            return;
        }

        var separator = target.Contains((byte)'?') ? (byte)'&' : (byte)'?';
        SetTarget([.. target, separator, .. name, (byte)'=', .. value]);
    }

    /// <summary>The value of a query parameter as it stands, up to the next ampersand; false when there is none.</summary>
    public readonly bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var target = Target;
        var isThere = TryFindParameter(target, name, out var range);
        value = target[range];
        return isThere;
    }

    /// <summary>Replaces the method.</summary>
    public void SetMethod(scoped ReadOnlySpan<byte> method)
    {
        var grown = method.Length - _methodLength;
        Replace(.._methodLength, method);
        _methodLength += grown;
        _targetEnd += grown;
        _fieldsStart += grown;
    }

    /// <summary>Replaces the request target.</summary>
    public void SetTarget(scoped ReadOnlySpan<byte> target)
    {
        var grown = target.Length - Target.Length;
        Replace((_methodLength + 1).._targetEnd, target);
        _targetEnd += grown;
        _fieldsStart += grown;
    }

    /// <summary>The message as changed, body included.</summary>
    public readonly byte[] ToPayload() => [.. _head, .. _body];

    /// <summary>Where the value stands: looked for as <c>&amp;name=</c> first, then as <c>?name=</c> (spec §6.2).</summary>
    private static bool TryFindParameter(ReadOnlySpan<byte> target, ReadOnlySpan<byte> name, out Range value)
    {
        var start = target.IndexOf([(byte)'&', .. name, (byte)'=']);
        start = start >= 0 ? start : target.IndexOf([(byte)'?', .. name, (byte)'=']);
        if (start < 0)
        {
            value = default;
            return false;
        }

        start += name.Length + 2;
        var length = target[start..].IndexOf((byte)'&');
        value = start..(length < 0 ? target.Length : start + length);
        return true;
    }

    private static bool IsVersion(ReadOnlySpan<byte> text) => text.Length == 8 && text.StartsWith("HTTP/1."u8) && char.IsAsciiDigit((char)text[7]);

    /// <summary>Length of request line, fields and the empty line; of everything when the empty line is missing.</summary>
    private static int HeadLength(ReadOnlySpan<byte> payload, int start)
    {
        while (start < payload.Length)
        {
            var length = payload[start..].IndexOf((byte)'\n') + 1;
            if (length == 0)
            {
                break;
            }

            start += length;
            if (length == 1 || (length == 2 && payload[start - 2] == '\r'))
            {
                return start;
            }
        }

        return payload.Length;
    }

    /// <summary>Where the value of the first field of that name stands, without the bytes up to 0x20 around it.</summary>
    private readonly bool TryFind(ReadOnlySpan<byte> name, out Range value)
    {
        for (var start = _fieldsStart; start < _head.Length;)
        {
            var line = _head[start..];
            var next = line.IndexOf((byte)'\n') + 1;
            line = next == 0 ? line : line[..next];
            var colon = line.IndexOf((byte)':');
            if (colon >= name.Length && Ascii.EqualsIgnoreCase(line[..colon].TrimEnd(" \t"u8), name))
            {
                value = Trim(start + colon + 1, start + line.TrimEnd("\r\n"u8).Length);
                return true;
            }

            start += line.Length;
        }

        value = default;
        return false;
    }

    private readonly Range Trim(int start, int end)
    {
        while (start < end && _head[start] <= ' ')
        {
            start++;
        }

        while (end > start && _head[end - 1] <= ' ')
        {
            end--;
        }

        return start..end;
    }

    private void Replace(Range old, scoped ReadOnlySpan<byte> bytes)
    {
        if (_head[old].SequenceEqual(bytes))
        {
            return;
        }

        _head = (byte[])[.. _head[..old.Start], .. bytes, .. _head[old.End..]];
        IsChanged = true;
    }
}
