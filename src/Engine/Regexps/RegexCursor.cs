using System.Text;

namespace TapeDeck.Engine.Regexps;

/// <summary>A reading position in a pattern.</summary>
internal sealed class RegexCursor(string text)
{
    private int _position;
    private int _start;

    /// <summary>Where the next character stands.</summary>
    public int Position => _position;

    public bool AtEnd => _position >= text.Length;

    public ReadOnlySpan<char> Rest => text.AsSpan(_position);

    /// <summary>The next character; NUL at the end.</summary>
    public char Peek => AtEnd ? '\0' : text[_position];

    /// <summary>A part of the pattern begins here, or began there: what is thrown from now on is meant to be wrong with it.</summary>
    public void Begin(int? at = null) => _start = at ?? _position;

    /// <summary>What is wrong with the part that began last.</summary>
    public RegexException Fault(string message) => new(message, _start);

    public void Skip(int count) => _position += count;

    /// <summary>Steps over this text if it comes next.</summary>
    public bool TryTake(string expected)
    {
        if (!Rest.StartsWith(expected))
        {
            return false;
        }

        Skip(expected.Length);
        return true;
    }

    /// <summary>The next code point.</summary>
    public int Take()
    {
        if (Rune.DecodeFromUtf16(Rest, out var rune, out var length) != System.Buffers.OperationStatus.Done)
        {
            throw Fault("it holds half a surrogate pair");
        }

        Skip(length);
        return rune.Value;
    }

    /// <summary>All up to this end, which is stepped over; null, and nothing read, when it does not come.</summary>
    public string? TakeUntil(string end)
    {
        var length = Rest.IndexOf(end);
        if (length < 0)
        {
            return null;
        }

        var taken = Rest[..length].ToString();
        Skip(length + end.Length);
        return taken;
    }

    /// <summary>All that is left.</summary>
    public string TakeRest()
    {
        var taken = Rest.ToString();
        _position = text.Length;
        return taken;
    }
}
