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
          tapedeck --help | --version

        Examples:
          tapedeck --input-raw :8000 --input-raw-track-response --output-file traffic.gor
          tapedeck --input-file 'traffic_*.gor|200%' --output-http http://staging:8000 --http-allow-url /api
          tapedeck --input-raw dump.pcap:80 --output-stdout

        """;

    private const string Rules = """
        Options are written --name VALUE, --name=VALUE or with one dash; a switch may be followed by true or false.
        Sizes: 1024, 32mb, 256m. Durations: 500ms, 2s, 1m30s. Regular expressions are Go's (RE2).

        Exit codes: 0 done, stopped or out of input; 1 the run failed or could not start; 2 wrong options.
        """;

    public static void Write(TextWriter output)
    {
        output.WriteLine(Usage);
        foreach (var group in GorOptions.Groups.Prepend(ServeCommand.Group))
        {
            output.WriteLine($"{group.Title}:");
            foreach (var option in group.Options)
            {
                WriteRow(output, $"  {option.Name} {option.HelpName}", option.Description ?? "");
            }

            output.WriteLine();
        }

        output.WriteLine("Options of GoReplay that are refused, since this version does not support them yet:");
        WriteWords(output, 0, 2, string.Join(' ', UnsupportedOptions.All.Select(option => option.Name)));
        output.WriteLine();
        output.WriteLine(Rules);
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
