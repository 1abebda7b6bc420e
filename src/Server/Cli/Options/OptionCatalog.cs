using System.CommandLine;

namespace TapeDeck.Server.Cli.Options;

/// <summary>Every option of a run, by families, in the order in which GoReplay sets inputs and outputs up.</summary>
internal static class OptionCatalog
{
    public static IReadOnlyList<OptionFamily> Families { get; } =
    [
        new CaptureOptions(), new FileInputOptions(), new TcpInputOptions(), new HttpInputOptions(), new KafkaInputOptions(), new DummyInputOptions(),
        new RuleOptions(),
        new PrintOptions(), new TcpOutputOptions(), new WebSocketOptions(), new FileOutputOptions(), new HttpOutputOptions(), new BinaryOutputOptions(),
        new KafkaOutputOptions(),
        new PipelineOptions(), new RunControlOptions(), new WatchOptions(),
    ];

    /// <summary>Each option once, in the order of the help text.</summary>
    public static IReadOnlyList<Option> All { get; } = [.. Families.SelectMany(OptionsOf)];

    /// <summary>The options of a family; one that several share stands with the last of them.</summary>
    public static IEnumerable<Option> OptionsOf(OptionFamily family) =>
        family.Options.Where(option => Families.Last(each => each.Options.Contains(option)) == family);

    /// <summary>The option of that name, without dashes; null when there is none.</summary>
    public static Option? Find(string name) => All.FirstOrDefault(option => option.Name == $"--{name}" || option.Aliases.Contains($"--{name}"));

    /// <summary>A command that takes them all.</summary>
    public static Command ToCommand()
    {
        var command = new Command("tapedeck");
        foreach (var option in All)
        {
            command.Add(option);
        }

        return command;
    }
}
