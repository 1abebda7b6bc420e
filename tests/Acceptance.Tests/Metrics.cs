using System.Globalization;
using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>What a program tells of itself with <c>--http-pprof</c>.</summary>
internal static partial class Metrics
{
    /// <summary>The figures as text; empty while the program does not listen yet.</summary>
    public static async Task<string> ReadAsync(int port) => (await ToolProcess.RunAsync("curl", "--silent", $"http://127.0.0.1:{port}/metrics")).Output;

    /// <summary>Records that the first output has delivered.</summary>
    public static async Task<int> DeliveredAsync(int port) =>
        Delivered().Match(await ReadAsync(port)) is { Success: true } found ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"(?m)^tapedeck_ledger_total\{station=""output 1"",fate=""delivered""\} (\d+)$")]
    private static partial Regex Delivered();
}
