namespace TapeDeck.Server.Cli;

/// <summary>The words after <c>tapedeck search</c>: files, options, and at the end the query, which may look like an option.</summary>
/// <param name="Files">Paths and patterns.</param>
/// <param name="Query">The query.</param>
/// <param name="Format">How what is found is written: <c>text</c>, or a format of the exports.</param>
/// <param name="IsCount">Whether only the number is written.</param>
public sealed record SearchOptions(IReadOnlyList<string> Files, string Query, string Format, bool IsCount)
{
    /// <summary>A line an exchange.</summary>
    public const string Text = "text";

    /// <summary>Reads the words; null, with what is wrong, when they make no sense.</summary>
    public static SearchOptions? Parse(IReadOnlyList<string> args, out string? fault)
    {
        var (words, format, isCount) = (new List<string>(), Text, false);
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "--count")
            {
                isCount = true;
            }
            else if (args[i].StartsWith("--format=", StringComparison.Ordinal))
            {
                format = args[i]["--format=".Length..];
            }
            else if (args[i] is "--format")
            {
                format = ++i < args.Count ? args[i] : "";
            }
            else
            {
                words.Add(args[i]);
            }
        }

        fault = words.Count < 2 ? "files and, behind them, a query are needed, such as: tapedeck search traffic.gor 'status>=500'"
            : words.SkipLast(1).FirstOrDefault(word => word.StartsWith('-')) is { } unknown ? $"{unknown}: unknown option; the options are --count and --format, and the query stands at the end"
            : format != Text && SearchCommand.FormatOf(format) is null ? $"--format: \"{format}\" is none of {string.Join(", ", SearchCommand.FormatNames)}"
            : null;
        return fault is null ? new SearchOptions([.. words.SkipLast(1)], words[^1], format, isCount) : null;
    }
}
