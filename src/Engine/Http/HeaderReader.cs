namespace TapeDeck.Engine.Http;

/// <summary>
/// Walks over header lines in wire order up to the blank line or the end of the bytes. Lines end with CRLF or LF; a line that starts
/// with a space or tab continues the value before it (RFC 9112 §5.2). Lines without a colon are passed over.
/// </summary>
public ref struct HeaderReader
{
    private const byte LineFeed = (byte)'\n';
    private readonly ReadOnlySpan<byte> _bytes;
    private int _next;

    /// <summary>A reader in front of the first header.</summary>
    /// <param name="bytes">Bytes that begin right after the start line.</param>
    public HeaderReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The reader itself: what a <c>foreach</c> sees is the current header.</summary>
    public readonly HeaderReader Current => this;

    /// <summary>The name as sent, without white space around it.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value without white space around it; a folded one still holds its line ends.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Where the current header begins in the bytes given.</summary>
    public int Start { get; private set; }

    /// <summary>Where the next line begins: the end of the current header with its line end.</summary>
    public readonly int End => _next;

    /// <summary>Moves to the next header; false at the blank line.</summary>
    public bool MoveNext()
    {
        while (_next < _bytes.Length && !AtBlankLine())
        {
            Start = _next;
            _next = FindEnd(_next);
            var field = _bytes[Start.._next];
            var colon = field.IndexOf((byte)':');
            if (colon > 0 && !IsBlank(field[0]))
            {
                Name = Trim(field[..colon]);
                Value = Trim(field[(colon + 1)..]);
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets <c>foreach</c> walk over the headers from where this reader stands.</summary>
    public readonly HeaderReader GetEnumerator() => this;

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';

    /// <summary>Without white space around it. Mostly there is none or one, for which the trimming of the framework takes long.</summary>
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsWhite(text[start]))
        {
            start++;
        }

        while (end > start && IsWhite(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsWhite(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or LineFeed;

    private readonly bool AtBlankLine() => _bytes[_next] == LineFeed || (_bytes[_next] == '\r' && (_next + 1 == _bytes.Length || _bytes[_next + 1] == LineFeed));

    private readonly int FindEnd(int start)
    {
        while (true)
        {
            var length = _bytes[start..].IndexOf(LineFeed);
            if (length < 0)
            {
                return _bytes.Length;
            }

            start += length + 1;
            if (start == _bytes.Length || !IsBlank(_bytes[start]))
            {
                return start;
            }
        }
    }
}
