using System.Text.RegularExpressions;
using TapeDeck.Server.Cli.Values;

namespace TapeDeck.Server.Cli.Texts;

/// <summary>A command somebody pasted: <c>sudo ./gor --input-raw :8000 \</c> and so on, as it stands in a script or a document.</summary>
internal static partial class PastedCommand
{
    private const string Operators = ";|&<>()";

    /// <summary>Reads what stands in quotes and between them as a shell would; what a shell alone could do is a warning.</summary>
    public static CommandLinePlan Read(string text)
    {
        var warnings = new List<string>();
        try
        {
            var words = Words(Prompt().Replace(text.Trim(), ""), warnings);
            if (Arguments(words) is not { } args)
            {
                return Refused($"\"{words[0]}\" is no gor or tapedeck command, nor an option.", warnings);
            }

            var plan = args is [['-', ..], ..] or [] ? CommandLinePlan.Parse(args) : Refused($"{args[0]}: is no capture or replay", warnings);
            return plan with { Warnings = [.. warnings, .. plan.Warnings] };
        }
        catch (FormatException broken)
        {
            return Refused($"The command {broken.Message}.", warnings);
        }
    }

    private static CommandLinePlan Refused(string fault, IReadOnlyList<string> warnings) => CommandLinePlan.Parse([]) with { Faults = [fault], Warnings = warnings };

    private static List<string> Words(string text, List<string> warnings)
    {
        var words = new List<string>();
        var scanner = new ShellScanner(text)
        {
            IsEnd = at => Operators.Contains(text[at], StringComparison.Ordinal) || EndsCommand(text, at),
            OnDollar = (at, isDouble) => NoteExpansion(text[at..], isDouble, warnings),
        };
        while (scanner.TryReadWord(out var word))
        {
            words.Add(word);
        }

        if (text[scanner.Position..].Trim() is { Length: > 0 } rest && !rest.StartsWith('#'))
        {
            warnings.Add($"A shell would not give this to the program, so it is left out: {rest}. An address with a limit, such as \"http://staging|10\", stands in quotes.");
        }

        return words;
    }

    /// <summary>A new line ends a command; one that goes on with an option is taken for its continuation all the same.</summary>
    private static bool EndsCommand(string text, int at) => text[at] == '\n'
        ? !text.AsSpan(at).TrimStart().StartsWith('-')
        : text[at] == '#' && (at == 0 || char.IsWhiteSpace(text[at - 1]));

    private static void NoteExpansion(string rest, bool isDouble, List<string> warnings)
    {
        if (Expansion().Match(rest) is { Success: true } match)
        {
            warnings.Add($"{match.Value} is taken as it stands; {(isDouble ? "in double quotes" : "without quotes")} a shell would put something else in its place. Single quotes keep it.");
        }
    }

    /// <summary>What stands after the program, or everything if it begins with options; null when neither is there.</summary>
    private static List<string>? Arguments(List<string> words)
    {
        var program = words.FindIndex(word => Program().IsMatch(word));
        var args = program >= 0 ? words[(program + 1)..] : words;
        return program < 0 && args is [not ['-', ..], ..] ? null : args is ["run", .. var options] ? options : args;
    }

    [GeneratedRegex(@"^[$#>]\s+")]
    private static partial Regex Prompt();

    [GeneratedRegex(@"(^|[/\\])(gor|goreplay|tapedeck)\z|(gor|goreplay|tapedeck)\.exe\z", RegexOptions.IgnoreCase)] // Without quotes, a Windows path loses its backslashes.
    private static partial Regex Program();

    [GeneratedRegex(@"^\$(\w+|\{[^}]*\}|\([^)]*\))")]
    private static partial Regex Expansion();
}
