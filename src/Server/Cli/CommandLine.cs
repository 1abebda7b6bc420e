using System.Reflection;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Sources;

namespace TapeDeck.Server.Cli;

/// <summary>The program's front doors: what its arguments mean, and the exit code (spec §11.4).</summary>
public sealed class CommandLine(TextWriter output, TextWriter error)
{
    /// <summary>Everything went well, the input ended, or a stop was asked for.</summary>
    public const int Done = 0;

    /// <summary>The run failed, or the machine does not let it start.</summary>
    public const int Failed = 1;

    /// <summary>The arguments are wrong, or what they ask for cannot work.</summary>
    public const int WrongUsage = 2;

    private static readonly string[] s_plannedVerbs = ["replay", "inspect", "import", "diff"];

    /// <summary>Where options may stand besides the arguments.</summary>
    public OptionSources Sources { get; init; } = OptionSources.None;

    /// <summary>Serves dashboard and API until it is stopped; returns the exit code.</summary>
    public required Func<ServeOptions, CancellationToken, Task<int>> Serve { get; init; }

    /// <summary>Prints a new one-time login link of a running server; returns the exit code.</summary>
    public required Func<ServeOptions, CancellationToken, Task<int>> LoginUrl { get; init; }

    /// <summary>Carries out a plan without web server; returns the exit code.</summary>
    public required Func<CommandLinePlan, CancellationToken, Task<int>> Run { get; init; }

    /// <summary>What is wrong with the plan of a command line besides its options. Starts nothing.</summary>
    public required Func<CommandLinePlan, Task<IReadOnlyList<PlanFault>>> Check { get; init; }

    /// <summary>Serves the files of the current folder at an address; returns the exit code.</summary>
    public required Func<string, CancellationToken, Task<int>> ServeFiles { get; init; }

    /// <summary>Searches recordings; returns the exit code.</summary>
    public required Func<SearchOptions, int> Search { get; init; }

    /// <summary>Does what the arguments ask for.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(string[] args, CancellationToken cancellationToken = default) => args switch
    {
        _ when args.Any(arg => arg is "--help" or "-help" or "-h" or "-?") || args is ["help", ..] => Help(),
        ["--version" or "-version"] => VersionAsync(),
        [] => Serve(new ServeOptions(), cancellationToken),
        ["serve", .. var rest] => WithServeOptions(rest, Serve, cancellationToken),
        ["login-url", .. var rest] => WithServeOptions(rest, LoginUrl, cancellationToken),
        ["file-server", var address] => ServeFiles(address, cancellationToken),
        ["file-server", ..] => Refuse(["file-server: one address is needed, such as :8000"]),
        ["search", .. var rest] => SearchAsync(rest),
        ["run", .. var rest] => RunPlanAsync(rest, cancellationToken),
        [var first, ..] when ServeCommand.Knows(first) => WithServeOptions(args, Serve, cancellationToken),
        [['-', ..], ..] => RunPlanAsync(args, cancellationToken),
        [var verb, ..] => Refuse([s_plannedVerbs.Contains(verb) ? $"{verb}: not supported yet" : $"{verb}: unknown command"]),
    };

    /// <summary>What a refused plan exits with: it is wrong, or the machine alone refuses.</summary>
    internal static int ExitCodeOf(IReadOnlyList<PlanFault> faults) => faults.All(fault => fault.IsRefusal) ? Failed : WrongUsage;

    private Task<int> Help()
    {
        HelpText.Write(output);
        return Task.FromResult(Done);
    }

    private async Task<int> VersionAsync()
    {
        var version = typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        await output.WriteLineAsync($"tapedeck {version.Split('+')[0]}");
        return Done;
    }

    private Task<int> WithServeOptions(string[] args, Func<ServeOptions, CancellationToken, Task<int>> act, CancellationToken cancellationToken)
    {
        var options = ServeCommand.Parse(args, out var faults);
        return faults.Count > 0 ? Refuse(faults) : act(options, cancellationToken);
    }

    private async Task<int> RunPlanAsync(string[] args, CancellationToken cancellationToken)
    {
        var options = CommandLinePlan.Parse(args, Sources);
        if (options.Faults.Count > 0 || options.Missing is not null)
        {
            return await RefuseAsync(options);
        }

        Say(options.Warnings.Select(warning => $"warning: {warning}"));
        return await Run(options, cancellationToken);
    }

    /// <summary>Says all that is wrong at once: with the options, and with what the sound ones ask for.</summary>
    private async Task<int> RefuseAsync(CommandLinePlan options)
    {
        PlanFault[] others = [.. (await Check(options)).Where(fault => !options.IsSaid(fault))];
        Say([.. options.Faults, .. options.Missing is { } missing ? [missing] : Array.Empty<string>(), .. others.Select(options.Describe).Except(options.Faults)]);
        return options.Faults.Count > 0 ? WrongUsage : ExitCodeOf(others);
    }

    private Task<int> SearchAsync(string[] args) =>
        SearchOptions.Parse(args, out var fault) is { } options ? Task.FromResult(Search(options)) : Refuse([$"search: {fault}"]);

    private Task<int> Refuse(IReadOnlyList<string> faults)
    {
        Say(faults);
        return Task.FromResult(WrongUsage);
    }

    private void Say(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            error.WriteLine($"tapedeck: {line}");
        }
    }
}
