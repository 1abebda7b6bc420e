using System.Text;
using TapeDeck.Engine.Formats;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Formats;

/// <summary>Requests copied for other programs, run there against a server that writes down what it is asked.</summary>
public sealed class CopiedRequestTests
{
    /// <summary>It always names the codings it understands, and itself, if only by an empty name.</summary>
    private static readonly string[] s_ownOfPowerShell = ["Accept-Encoding", "User-Agent"];

    [Fact]
    public async Task PowerShell_RunByPwsh_AsksTheSame()
    {
        await using var target = Target();
        var pwsh = Path.Combine(Repository.Root, "artifacts", "tools", "pwsh");
        Assert.True(File.Exists(pwsh), "PowerShell is not installed; ./test does it.");
        var commands = Requests(target).Select(request => $"{PowerShellCommand.Of(request)} | Out-Null\n");

        await RunAsync(pwsh, "-NoProfile", "x.ps1", "$ErrorActionPreference = 'Stop'\n" + string.Concat(commands));

        Assert.Equal(Asked(target, s_ownOfPowerShell), target.Requests.Select(request => ExportSamples.MeaningOf(request, s_ownOfPowerShell)));
    }

    [Fact]
    public async Task HttpClient_RunByDotnet_AsksTheSame()
    {
        await using var target = Target();
        var programs = Requests(target).Select(request => $"{{\n{HttpClientCode.Of(request)}\n}}\n");

        await RunAsync("dotnet", "run", "x.cs", string.Concat(programs));

        Assert.Equal(Asked(target), target.Requests.Select(request => ExportSamples.MeaningOf(request)));
    }

    [Fact]
    public void Raw_TextAndBytes_KeepEveryByte()
    {
        Assert.EndsWith("Zürich 🔔\r\n0\r\n\r\n", RawText.Of(ExportSamples.All[5].Request!), StringComparison.Ordinal);
        var binary = ExportSamples.All[2].Request!;
        Assert.Equal(binary.Payload.ToArray(), Encoding.Latin1.GetBytes(RawText.Of(binary)));
    }

    private static ScriptedTarget Target() => new((connection, request) => connection.SendAsync(
        $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{(request.AsSpan().StartsWith("HEAD"u8) ? "" : "ok")}"));

    private static IEnumerable<Record> Requests(ScriptedTarget target) => ExportSamples.To(target.Address).Select(exchange => exchange.Request).OfType<Record>();

    private static IEnumerable<string> Asked(ScriptedTarget target, params string[] unlike) =>
        Requests(target).Select(request => ExportSamples.MeaningOf(request.Payload.ToArray(), unlike).Replace("\"", "%22", StringComparison.Ordinal));

    private static async Task RunAsync(string program, string verb, string name, string text)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File(name), text, TestContext.Current.CancellationToken);
        var (code, output, error) = await ToolProcess.RunAsync(program, verb, folder.File(name));
        Assert.True(code == 0, output + error);
    }
}
