using System.Text;
using System.Text.RegularExpressions;

namespace TapeDeck.Server.Cli.Values;

/// <summary>Words of a command as a POSIX shell parts and quotes them.</summary>
internal static partial class ShellWords
{
    /// <summary>Parts a command into words; quotes and backslashes keep characters together, nothing else has a meaning.</summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        for (var scanner = new ShellScanner(text); scanner.TryReadWord(out var word);)
        {
            words.Add(word);
        }

        return words;
    }

    /// <summary>The words as one text that a shell, and <see cref="Split"/>, parts again into the same words.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9_@%+=:,./-]+\z")]
    private static partial Regex Plain();
}

/// <summary>Reads a command word by word, as a shell does before it expands anything.</summary>
internal sealed class ShellScanner(string text)
{
    private readonly StringBuilder _word = new();

    /// <summary>Where the next character stands.</summary>
    public int Position { get; private set; }

    /// <summary>Whether an unquoted character, asked for by its place, ends the command; null when none does.</summary>
    public Func<int, bool>? IsEnd { get; init; }

    /// <summary>Told of each <c>$</c> that a shell would look at: its place, and whether it stands in double quotes.</summary>
    public Action<int, bool>? OnDollar { get; init; }

    /// <summary>The next word; false at the end of the command.</summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public bool TryReadWord(out string word)
    {
        SkipSpace();
        _word.Clear();
        var start = Position;
        while (Position < text.Length && !char.IsWhiteSpace(text[Position]) && IsEnd?.Invoke(Position) != true)
        {
            ReadPart();
        }

        word = _word.ToString();
        return Position > start;
    }

    private void SkipSpace()
    {
        while (Position < text.Length && IsEnd?.Invoke(Position) != true && (char.IsWhiteSpace(text[Position]) || LineContinues()))
        {
            Position += LineContinues() ? text[Position + 1] == '\r' ? 3 : 2 : 1;
        }
    }

    private bool LineContinues() => text.AsSpan(Position) is ['\\', '\n', ..] or ['\\', '\r', '\n', ..];

    private void ReadPart()
    {
        switch (text[Position])
        {
            case '\'':
                ReadUntil('\'', isDouble: false);
                break;
            case '"':
                ReadUntil('"', isDouble: true);
                break;
            case '\\' when LineContinues():
                Position += text[Position + 1] == '\r' ? 3 : 2;
                break;
            case '\\' when Position + 1 < text.Length:
                _word.Append(text[Position + 1]);
                Position += 2;
                break;
            default:
                Take(isDouble: false);
                break;
        }
    }

    private void ReadUntil(char quote, bool isDouble)
    {
        for (Position++; Position < text.Length && text[Position] != quote;)
        {
            if (isDouble && LineContinues())
            {
                Position += text[Position + 1] == '\r' ? 3 : 2;
            }
            else if (isDouble && text.AsSpan(Position) is ['\\', '$' or '`' or '"' or '\\', ..])
            {
                _word.Append(text[Position + 1]);
                Position += 2;
            }
            else if (isDouble)
            {
                Take(isDouble: true);
            }
            else
            {
                _word.Append(text[Position++]);
            }
        }

        if (Position == text.Length)
        {
            throw new FormatException($"has a {quote} that is not closed");
        }

        Position++;
    }

    private void Take(bool isDouble)
    {
        if (text[Position] == '$')
        {
            OnDollar?.Invoke(Position, isDouble);
        }

        _word.Append(text[Position++]);
    }
}
