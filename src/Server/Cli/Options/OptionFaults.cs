using System.CommandLine;
using System.CommandLine.Parsing;

namespace TapeDeck.Server.Cli.Options;

/// <summary>What is wrong with the options as parsed, in words that name the option, and which of them can be read.</summary>
internal sealed class OptionFaults
{
    private readonly ParseResult _result;
    private readonly IReadOnlyDictionary<Option, string> _origins;
    private readonly List<string> _all = [];
    private readonly HashSet<Option> _broken = [];

    /// <param name="result">The options as parsed.</param>
    /// <param name="origins">Names of those that do not come from the command line, such as a variable's.</param>
    public OptionFaults(ParseResult result, IReadOnlyDictionary<Option, string>? origins = null)
    {
        _result = result;
        _origins = origins ?? new Dictionary<Option, string>();
        AddUnknown();
        foreach (var error in result.Errors)
        {
            if (OptionOf(error.SymbolResult) is { } option)
            {
                AddBroken(option, error.Message);
            }
        }
    }

    /// <summary>Everything found so far.</summary>
    public IReadOnlyList<string> All => _all;

    /// <summary>Whether an option was given at all.</summary>
    public bool IsGiven(Option option) => _result.GetResult(option) is { Implicit: false };

    /// <summary>Whether an option was given and every value of it is good.</summary>
    public bool IsSound(Option option) => IsGiven(option) && !_broken.Contains(option);

    /// <summary>The option's name as its user wrote it, with two dashes, or where else it was set.</summary>
    public string NameOf(Option option) => _origins.TryGetValue(option, out var origin)
        ? origin
        : "--" + (_result.GetResult(option)?.IdentifierToken?.Value ?? option.Name).TrimStart('-');

    public void Add(Option option, string message)
    {
        var text = $"{NameOf(option)}: {message}";
        if (!_all.Contains(text))
        {
            _all.Add(text);
        }
    }

    /// <summary>How many values followed each use of an option.</summary>
    public IEnumerable<int> ValuesPerUse(Option option)
    {
        var counts = new List<int>();
        var isInside = false;
        foreach (var token in _result.Tokens)
        {
            if (token.Type == TokenType.Argument)
            {
                if (isInside)
                {
                    counts[^1]++;
                }
            }
            else
            {
                isInside = token.Value == option.Name || option.Aliases.Contains(token.Value);
                if (isInside)
                {
                    counts.Add(0);
                }
            }
        }

        return counts;
    }

    private static Option? OptionOf(SymbolResult? result) => result switch
    {
        OptionResult option => option.Option,
        null => null,
        _ => OptionOf(result.Parent),
    };

    private void AddBroken(Option option, string message)
    {
        _broken.Add(option);
        Add(option, _result.GetResult(option) is { Tokens.Count: 0 } ? "a value is needed" : message);
    }

    /// <summary>A word after an unknown option is likely its value, and no fault of its own.</summary>
    private void AddUnknown()
    {
        var isAfterUnknown = false;
        foreach (var token in _result.UnmatchedTokens)
        {
            if (token.StartsWith('-'))
            {
                _all.Add($"{token.Split('=')[0]}: unknown option; --help lists them all");
                isAfterUnknown = true;
            }
            else if (!isAfterUnknown)
            {
                _all.Add($"\"{token}\" belongs to no option");
            }
        }
    }
}
