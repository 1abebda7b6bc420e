using System.CommandLine;
using TapeDeck.Server.Cli.Options;

namespace TapeDeck.Server.Cli;

/// <summary>The text of <c>--help</c>: every front door, options by what they are for.</summary>
internal static class HelpText
{
    private const int Column = 38;
    private const int Width = 110;

    private const string Usage = """
        TapeDeck records HTTP traffic off the wire, keeps it as .gor files, browses, rewrites and replays it.

        Usage:
          tapedeck [serve] [--urls URLS] [--data FOLDER]     dashboard, REST API, live stream
          tapedeck login-url [--urls URLS] [--data FOLDER]   a new one-time link to sign in to it
          tapedeck --input-… --output-… [more options]       one run without web server, as GoReplay does it
          tapedeck run [options]                             the same, also with all options in variables
          tapedeck search FILE… [--format NAME | --count] QUERY   exchanges of .gor[.gz] files; exit codes are grep's
          tapedeck file-server [HOST]:PORT                   serve the current folder; without host on 127.0.0.1
          tapedeck --help | --version

        Examples:
          tapedeck --input-raw :8000 --input-raw-track-response --output-file traffic.gor
          tapedeck --input-file 'traffic_*.gor|200%' --output-http http://staging:8000 --http-allow-url /api
          tapedeck --input-raw dump.pcap:80 --output-stdout
          tapedeck search 'traffic_*.gor' 'status>=500 path:/orders'
          tapedeck --config nightly.yaml --exit-after 1h

        """;

    private const string Rules = """
        Options are written --name VALUE, --name=VALUE or with one dash; a switch may be followed by true or false.
        Sizes: 1024, 32mb, 256m. Durations: 500ms, 2s, 1m30s. Regular expressions are Go's (RE2).
        An address may end in |10 (requests a second, the rest is dropped) or |10% (a share); a file in |200% (pace).

        Every option may also stand in a variable, TAPEDECK_INPUT_RAW for --input-raw, several values on a line each,
        and in the file of --config: a plan as the REST API takes it, and options by name under "options".
        The command line goes before variables, variables before the file.

        Exit codes: 0 done, stopped or out of input; 1 the run failed, or the machine refuses it (a port in
        use, no rights, no such folder); 2 wrong options, or what they ask for cannot work;
        130 or 143 ended at once by a second signal.
        """;

    public static void Write(TextWriter output)
    {
        output.WriteLine(Usage);
        WriteGroup(output, ServeCommand.Title, ServeCommand.Options);
        foreach (var family in OptionCatalog.Families)
        {
            WriteGroup(output, family.Title, OptionCatalog.OptionsOf(family));
        }

        output.WriteLine(Rules);
    }

    private static void WriteGroup(TextWriter output, string title, IEnumerable<Option> options)
    {
        output.WriteLine($"{title}:");
        foreach (var option in options)
        {
            WriteRow(output, $"  {option.Name} {option.HelpName}", option.Description ?? "");
        }

        output.WriteLine();
    }

    private static void WriteRow(TextWriter output, string left, string right)
    {
        output.Write(left);
        if (left.Length >= Column - 1)
        {
            output.WriteLine();
            left = "";
        }

        WriteWords(output, left.Length, Column, right);
    }

    /// <summary>Writes words from a column on, in as many lines as they need.</summary>
    private static void WriteWords(TextWriter output, int position, int column, string words)
    {
        foreach (var word in words.Split(' '))
        {
            if (position + 1 + word.Length > Width)
            {
                output.WriteLine();
                position = 0;
            }

            var space = Math.Max(column - position, position > column ? 1 : 0);
            output.Write(new string(' ', space) + word);
            position += space + word.Length;
        }

        output.WriteLine();
    }
}
