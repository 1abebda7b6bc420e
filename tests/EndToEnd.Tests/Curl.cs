using System.Globalization;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests;

/// <summary>Requests made by the real curl: a client that shares no code with the program.</summary>
public static class Curl
{
    private const string Trailer = "\n%{http_code} %{content_type}";

    /// <summary>One request; the answer whatever its status.</summary>
    public static async Task<CurlAnswer> RequestAsync(params IEnumerable<string> arguments)
    {
        await using var curl = ToolProcess.Start("curl", ["--silent", "--show-error", "--max-time", "60", "--write-out", Trailer, .. arguments]);
        var exitCode = await curl.WaitForExitAsync();
        Assert.True(exitCode == 0, $"curl ended with {exitCode}: {curl.Error}");
        var output = curl.Output;
        var end = Array.LastIndexOf(output, (byte)'\n');
        var trailer = System.Text.Encoding.ASCII.GetString(output, end + 1, output.Length - end - 1).Split(' ', 2);
        return new CurlAnswer(int.Parse(trailer[0], CultureInfo.InvariantCulture), trailer[1], output[..end]);
    }

    /// <summary>Traffic for its own sake, on one connection where it can: URLs may hold ranges such as <c>/page/[1-20]</c>.</summary>
    public static async Task SendAsync(params IEnumerable<string> arguments)
    {
        await using var curl = ToolProcess.Start("curl", ["--silent", "--show-error", "--max-time", "60", .. arguments]);
        var exitCode = await curl.WaitForExitAsync();
        Assert.True(exitCode == 0, $"curl ended with {exitCode}: {curl.Error}");
    }
}
