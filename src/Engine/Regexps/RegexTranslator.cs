using System.Text;

namespace TapeDeck.Engine.Regexps;

/// <summary>
/// Translates a regular expression of Go (RE2) into a .NET pattern over <see cref="ByteText"/> with the same meaning (spec §6.5).
/// Flags and sets are written out, so that the result needs no option; groups keep Go's numbers, their names are returned apart.
/// </summary>
internal sealed class RegexTranslator
{
    private const int DeepestNesting = 1000;

    private readonly RegexCursor _cursor;
    private readonly RegexClassParser _classes;
    private readonly StringBuilder _output = new();
    private readonly Stack<(RegexFlags Flags, int At)> _open = new();
    private readonly List<string> _groups = [""];
    private RegexFlags _flags;
    private bool _canRepeat;
    private string _lastRepeat = "";

    private RegexTranslator(string pattern)
    {
        _cursor = new RegexCursor(pattern);
        _classes = new RegexClassParser(_cursor);
    }

    /// <summary>Translates a pattern.</summary>
    /// <exception cref="RegexException">Go would refuse it too, or it has no equivalent; says why.</exception>
    public static TranslatedRegex Translate(string pattern)
    {
        var translator = new RegexTranslator(pattern);
        try
        {
            while (!translator._cursor.AtEnd)
            {
                translator.Step();
            }
        }
        catch (FormatException wrong) when (wrong is not RegexException)
        {
            throw translator._cursor.Fault(wrong.Message); // sets of characters do not know where they stand
        }

        return translator._open.TryPeek(out var open)
            ? throw new RegexException("missing closing )", open.At)
            : new TranslatedRegex(translator._output.ToString(), translator._groups, translator._classes.SawProperty);
    }

    private bool Has(RegexFlags flag) => (_flags & flag) != 0;

    private void Step()
    {
        _cursor.Begin();
        switch (_cursor.Rest)
        {
            case ['(', ..]:
                Open();
                break;
            case [')', ..]:
                Close();
                break;
            case ['|', ..]:
                _cursor.Skip(1);
                _output.Append('|');
                _canRepeat = false;
                break;
            case ['*' or '+' or '?', ..]:
                Repeat(((char)_cursor.Take()).ToString());
                break;
            case ['{', ..] when RepeatCount.TryTake(_cursor) is { } count:
                Repeat(count);
                break;
            case ['[', ..]:
                Emit(_classes.ParseBrackets(Has(RegexFlags.FoldCase)).ToPattern());
                break;
            case ['.', ..]:
                EmitInstead(1, Has(RegexFlags.DotAll) ? @"[\u0000-\uFFFF]" : @"[^\n]");
                break;
            case ['^', ..]:
                EmitInstead(1, Has(RegexFlags.MultiLine) ? "(?m:^)" : @"\A");
                break;
            case ['$', ..]:
                EmitInstead(1, Has(RegexFlags.MultiLine) ? "(?m:$)" : @"\z");
                break;
            case ['\\', ('A' or 'z' or 'b' or 'B') and var anchor, ..]:
                EmitInstead(2, $"\\{anchor}");
                break;
            default:
                StepOverCharacters();
                break;
        }
    }

    private void StepOverCharacters()
    {
        var named = new CharacterClass();
        if (_cursor.TryTake(@"\Q"))
        {
            var quoted = new RegexCursor(_cursor.TakeUntil(@"\E") ?? _cursor.TakeRest());
            while (!quoted.AtEnd)
            {
                EmitLiteral(quoted.Take());
            }
        }
        else if (_classes.TryAddNamed(named, Has(RegexFlags.FoldCase)))
        {
            Emit(named.ToPattern());
        }
        else
        {
            EmitLiteral(_classes.ParseCharacter());
        }
    }

    private void EmitInstead(int length, string unit)
    {
        _cursor.Skip(length);
        Emit(unit);
    }

    private void EmitLiteral(int character)
    {
        if (character < 0x80 && !(Has(RegexFlags.FoldCase) && char.IsAsciiLetter((char)character)))
        {
            Emit(ByteText.Pattern(character));
            return;
        }

        var set = new CharacterClass();
        set.Add(character, character, Has(RegexFlags.FoldCase));
        Emit(set.ToPattern());
    }

    /// <summary>Writes one unit, which a quantifier may follow.</summary>
    private void Emit(string unit)
    {
        _output.Append(unit);
        _canRepeat = true;
        _lastRepeat = "";
    }

    private void Repeat(string quantifier)
    {
        var isLazy = _cursor.TryTake("?");
        var text = isLazy ? quantifier + "?" : quantifier;
        if (!_canRepeat)
        {
            throw _cursor.Fault($"missing argument to repetition operator: `{text}`");
        }

        if (_lastRepeat.Length > 0)
        {
            throw _cursor.Fault($"invalid nested repetition operator: `{_lastRepeat}{text}`");
        }

        _output.Append(quantifier).Append(isLazy != Has(RegexFlags.Ungreedy) ? "?" : "");
        _lastRepeat = text;
    }

    private void Open()
    {
        var at = _cursor.Position;
        _cursor.Skip(1);
        if (_cursor.TryTake("?"))
        {
            OpenSpecial(at);
        }
        else
        {
            Push("(", _flags, at);
            _groups.Add("");
        }
    }

    private void OpenSpecial(int at)
    {
        if (_cursor.TryTake("P<") || (_cursor.Rest is ['<', not ('=' or '!'), ..] && _cursor.TryTake("<")))
        {
            OpenNamed(at);
            return;
        }

        var before = _flags;
        TakeFlags();
        if (_cursor.TryTake(":"))
        {
            Push("(?:", before, at);
        }
        else
        {
            _cursor.Skip(1);
        }
    }

    private void OpenNamed(int at)
    {
        var name = _cursor.TakeUntil(">") ?? "";
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw _cursor.Fault($"invalid named capture: `(?P<{name}`");
        }

        if (_groups.Contains(name))
        {
            throw _cursor.Fault($"duplicate capture group name: `{name}`");
        }

        Push("(", _flags, at);
        _groups.Add(name);
    }

    /// <summary>Reads flags up to, not over, the colon or parenthesis that ends them.</summary>
    private void TakeFlags()
    {
        var isOff = false;
        for (var needsFlag = false; needsFlag || _cursor.Peek is not (':' or ')');)
        {
            if (!isOff && _cursor.TryTake("-"))
            {
                isOff = needsFlag = true;
                continue;
            }

            var flag = FlagOf(_cursor.Peek);
            _cursor.Skip(1);
            _flags = isOff ? _flags & ~flag : _flags | flag;
            needsFlag = false;
        }
    }

    private RegexFlags FlagOf(char letter) => letter switch
    {
        'i' => RegexFlags.FoldCase,
        'm' => RegexFlags.MultiLine,
        's' => RegexFlags.DotAll,
        'U' => RegexFlags.Ungreedy,
        '=' or '!' or '<' => throw _cursor.Fault($"invalid or unsupported Perl syntax: `(?{letter}` (look-around is not supported)"),
        '>' => throw _cursor.Fault("invalid or unsupported Perl syntax: `(?>` (atomic groups are not supported)"),
        _ => throw _cursor.Fault($"invalid or unsupported Perl syntax: `(?{_cursor.Rest[..Math.Min(1, _cursor.Rest.Length)]}`"),
    };

    private void Push(string opening, RegexFlags restored, int at)
    {
        if (_open.Count == DeepestNesting)
        {
            throw _cursor.Fault("expression nests too deeply");
        }

        _output.Append(opening);
        _open.Push((restored, at));
        _canRepeat = false;
    }

    private void Close()
    {
        if (!_open.TryPop(out var open))
        {
            throw _cursor.Fault("unexpected )");
        }

        _flags = open.Flags;
        _cursor.Skip(1);
        Emit(")");
    }
}
