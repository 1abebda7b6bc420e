using System.Text;
using TapeDeck.Engine.Formats;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Formats;

/// <summary>Exported scripts, run against a server that writes down what it is asked.</summary>
public sealed class ScriptExportTests
{
    [Fact]
    public async Task Curl_RunByBash_SendsTheSameRequests()
    {
        await using var target = Target();
        var script = ExportSamples.Export(new CurlExport(), ExportSamples.To(target.Address));

        await RunAsync("bash", "replay.sh", script);

        Assert.Equal(Asked(target), [.. target.Requests.Select(request => ExportSamples.MeaningOf(request))]);
        Assert.EndsWith("# Left out: 1 responses whose request was not recorded.\n", Encoding.UTF8.GetString(script), StringComparison.Ordinal);
    }

    /// <summary>k6 is not to be had here; its two modules are, as far as the script needs them, on top of Node.</summary>
    [Fact]
    public async Task K6_RunOnNode_SendsTheSameRequests()
    {
        await using var target = Target();
        var script = ExportSamples.Export(new K6Export(), ExportSamples.To(target.Address));

        await RunAsync("node", "replay.mjs", Encoding.UTF8.GetBytes(K6Modules.On(Encoding.UTF8.GetString(script))));

        Assert.Equal(Asked(target).Select(text => text.Replace("\"", "%22", StringComparison.Ordinal)), [.. target.Requests.Select(request => ExportSamples.MeaningOf(request))]);
    }

    private static ScriptedTarget Target() => new((connection, request) => connection.SendAsync(
        $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {(request.AsSpan().StartsWith("HEAD"u8) ? "2\r\n\r\n" : "2\r\n\r\nok")}"));

    private static IEnumerable<string> Asked(ScriptedTarget target) =>
        ExportSamples.To(target.Address).Select(exchange => exchange.Request).OfType<Record>().Select(request => ExportSamples.MeaningOf(request.Payload.ToArray()));

    private static async Task RunAsync(string program, string name, byte[] script)
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File(name), script, TestContext.Current.CancellationToken);
        var (code, _, error) = await ToolProcess.RunAsync(program, folder.File(name));
        Assert.True(code == 0, error);
    }
}
