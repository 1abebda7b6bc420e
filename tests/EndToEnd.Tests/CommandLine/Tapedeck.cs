using System.Text;
using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.CommandLine;

/// <summary>The executable as people start it.</summary>
internal static partial class Tapedeck
{
    private static readonly string s_separator = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("\n🐵🙈🙉\n"));

    /// <summary>Runs it to its end.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => ToolProcess.RunAsync(ToolProcess.TapeDeck, arguments);

    /// <summary>Starts a capture and waits until it listens.</summary>
    public static async Task<ToolProcess> CaptureAsync(params IEnumerable<string> arguments)
    {
        var capture = ToolProcess.Start(ToolProcess.TapeDeck, arguments);
        await capture.WaitUntilAsync(() => capture.Error.Contains("capturing on", StringComparison.Ordinal), "the capture");
        return capture;
    }

    /// <summary>Interrupts a capture as Ctrl-C does, and expects an end in order.</summary>
    public static async Task InterruptAsync(this ToolProcess capture)
    {
        await capture.SignalAsync("INT");
        Assert.Equal(0, await capture.WaitForExitAsync());
        Assert.Contains("tapedeck: stopped after", capture.Error, StringComparison.Ordinal);
        ExpectBalance(capture.Error);
    }

    /// <summary>Every line of the ledger: seen = delivered + filtered + dropped.</summary>
    public static void ExpectBalance(string summary)
    {
        var lines = LedgerLine().Matches(summary);
        Assert.NotEmpty(lines);
        foreach (Match line in lines)
        {
            var counts = line.Groups[1].Captures.Select(count => long.Parse(count.Value.Replace(",", "", StringComparison.Ordinal))).ToArray();
            Assert.True(counts[0] == counts[1] + counts[2] + counts[3], line.Value);
        }
    }

    /// <summary>The first lines of the messages in a <c>.gor</c> file, read without the program's own code: <c>kind start-line</c>.</summary>
    public static IReadOnlyList<string> Messages(string path) => MessagesOf(File.ReadAllBytes(path));

    /// <summary>The same of what was printed.</summary>
    public static IReadOnlyList<string> MessagesOf(byte[] gor)
    {
        var text = Encoding.Latin1.GetString(gor);
        Assert.True(text.Length == 0 || text.EndsWith(s_separator, StringComparison.Ordinal), "The last record is not complete.");
        return [.. text.Split(s_separator, StringSplitOptions.RemoveEmptyEntries).Select(record => record.Split('\n'))
            .Select(lines => $"{lines[0].Split(' ')[0]} {lines[1].TrimEnd('\r')}")];
    }

    [GeneratedRegex(@"(?m)^\w+(?: \w+)*(?: {2,}([\d,]+)){4}")]
    private static partial Regex LedgerLine();
}
