using System.CommandLine;
using TapeDeck.Server.Cli.Options;
using TapeDeck.Server.Cli.Values;

namespace TapeDeck.Server.Cli;

/// <summary>The options of <c>tapedeck serve</c>.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> s_urls = OptionKinds.Single(
        "urls", ValueKinds.Text("URLS"), "Addresses to listen on, separated by semicolons (http://127.0.0.1:5080).");

    private static readonly Option<string> s_data = OptionKinds.Single("data", ValueKinds.Text("FOLDER"), "Where recordings, index and settings are kept (data).");

    private static readonly Command s_command = new("serve") { s_urls, s_data };

    public const string Title = "Serve dashboard and API (tapedeck serve)";

    public static IReadOnlyList<Option> Options { get; } = [s_urls, s_data];

    /// <summary>Whether a word is one of the options, so that <c>serve</c> may be left out before it.</summary>
    public static bool Knows(string word) =>
        word.Split('=')[0] is var name && Options.Any(option => option.Name == name || option.Aliases.Contains(name));

    /// <summary>Reads the words after <c>serve</c>.</summary>
    public static ServeOptions Parse(IReadOnlyList<string> args, out IReadOnlyList<string> faults)
    {
        var result = s_command.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        faults = new OptionFaults(result).All;
        return faults.Count > 0 ? new ServeOptions() : new ServeOptions(result.GetValue(s_urls), result.GetValue(s_data));
    }
}
