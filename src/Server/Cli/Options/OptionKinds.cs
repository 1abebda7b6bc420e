using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using TapeDeck.Server.Cli.Values;

namespace TapeDeck.Server.Cli.Options;

/// <summary>Makes options that are read the way GoReplay reads them: one dash or two, the last of several values wins, every bad value named.</summary>
internal static partial class OptionKinds
{
    private const int AnyNumber = 10_000;

    /// <summary>Stands before a value that cannot be an option, whatever it looks like: it was attached to its option by <c>=</c>.</summary>
    private const char Attached = '\u0001';

    /// <summary>A switch: on by its name alone, or followed by one of Go's words for true and false.</summary>
    public static Option<Toggle> Flag(string name, string help)
    {
        var option = new Option<Toggle>($"--{name}", $"-{name}") { Description = help, Arity = new ArgumentArity(0, AnyNumber) };
        option.CustomParser = result => result.Tokens.Count == 0 ? Toggle.On : ParseAll(result, ParseToggle).LastOrDefault();
        return option;
    }

    /// <summary>One value.</summary>
    public static Option<T> Single<T>(string name, ValueKind<T> kind, string help) =>
        new($"--{name}", $"-{name}")
        {
            Description = help,
            HelpName = kind.Name,
            Arity = new ArgumentArity(1, AnyNumber),
            CustomParser = result => ParseAll(result, kind.Parse).LastOrDefault(),
        };

    /// <summary>A value for each time it is given.</summary>
    public static Option<IReadOnlyList<T>> List<T>(string name, string valueName, string help, Func<string, T> parse, params string[] otherNames) =>
        new($"--{name}", [$"-{name}", .. otherNames.SelectMany(other => new[] { $"--{other}", $"-{other}" })])
        {
            Description = help,
            HelpName = valueName,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => ParseAll(result, parse),
        };

    /// <summary>The value as a word that is never taken for an option or for nothing.</summary>
    public static string Attach(string value) => Attached + value;

    /// <summary>Splits <c>--name=</c> and <c>--name=-value</c>, which the parser would not take for an option with a value.</summary>
    public static IEnumerable<string> SplitAttached(string arg) =>
        AttachedValue().Match(arg) is { Success: true } match ? [match.Groups[1].Value, Attach(match.Groups[2].Value)] : [arg];

    /// <summary>Whether a word has the form of an option, with or without a value.</summary>
    public static bool LooksLikeOption(string word) => OptionLike().IsMatch(word);

    [GeneratedRegex(@"^(--?[a-z][a-z0-9-]*)=(|-.*)$", RegexOptions.Singleline)]
    private static partial Regex AttachedValue();

    [GeneratedRegex(@"^--?[a-z][a-z0-9]*(-[a-z0-9]+)*(=.*)?$")]
    private static partial Regex OptionLike();

    private static Toggle ParseToggle(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => Toggle.On,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => Toggle.Off,
        _ => throw new FormatException("is neither true nor false"),
    };

    private static List<T> ParseAll<T>(ArgumentResult result, Func<string, T> parse)
    {
        var values = new List<T>();
        foreach (var token in result.Tokens)
        {
            var text = token.Value.TrimStart(Attached);
            try
            {
                values.Add(LooksLikeOption(token.Value) ? throw new FormatException("stands where a value is needed") : parse(text));
            }
            catch (FormatException fault)
            {
                result.AddError($"\"{text}\" {fault.Message}");
            }
        }

        return values;
    }
}

/// <summary>A switch's position. Not <see langword="bool"/>: the parser would then take only some of Go's words for true and false.</summary>
internal enum Toggle
{
    Off,
    On,
}
