using System.CommandLine;

namespace TapeDeck.Server.Cli.Options;

/// <summary>Collects options as they are written from a plan, and puts them in the order of the help text.</summary>
internal sealed class OptionWriter
{
    private readonly Dictionary<Option, List<IReadOnlyList<string>>> _uses = [];

    /// <summary>Every argument, ready for a program to take.</summary>
    public IEnumerable<string> Arguments => OptionCatalog.All.Where(_uses.ContainsKey).SelectMany(option => _uses[option].SelectMany(use => Words(option, use)));

    /// <summary>One more use of an option, with the values that follow it.</summary>
    public void Add(Option option, params IReadOnlyList<string> values)
    {
        if (!_uses.TryGetValue(option, out var uses))
        {
            _uses[option] = uses = [];
        }

        uses.Add(values);
    }

    /// <summary>Gives an option once, or once a value. An option counts for all parts of its kind, so what was said first stays.</summary>
    public void Set(Option option, IReadOnlyList<string> values)
    {
        if (!_uses.ContainsKey(option))
        {
            _uses[option] = [.. values.Select(value => new[] { value })];
        }
    }

    /// <summary>A value that looks like an option, or like nothing, is attached to its own.</summary>
    private static IEnumerable<string> Words(Option option, IReadOnlyList<string> values) => values switch
    {
        ["true"] when option is Option<Toggle> => [option.Name],
        [var only] when option is Option<Toggle> || only is "" or ['-', ..] => [$"{option.Name}={only}"],
        _ => [option.Name, .. values],
    };
}
