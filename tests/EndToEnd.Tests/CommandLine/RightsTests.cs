using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.CommandLine;

/// <summary>Somebody without the right to capture: capture says what would give it, everything else works.</summary>
public sealed class RightsTests : IAsyncDisposable
{
    // Nobody may read what the build left in folders of the person who built it, and nothing else.
    private static readonly string[] s_asNobody =
    [
        "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", ToolProcess.TapeDeck,
    ];

    private readonly TempFolder _folder = new();

    private static string Remedy => $"sudo setcap cap_net_raw+ep {ToolProcess.TapeDeck}";

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task InputRaw_WithoutTheRight_NamesTheCommandThatGivesIt()
    {
        await using var run = ToolProcess.Start("setpriv", [.. s_asNobody, "--input-raw", "lo:80", "--output-null"]);
        Assert.Equal(1, await run.WaitForExitAsync());
        Assert.Contains("tapedeck: --input-raw: This process may not capture on lo.", run.Error, StringComparison.Ordinal);
        Assert.Contains(Remedy, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WithoutTheRight_WorksAndSaysSoWhereCapturesAreMade()
    {
        var data = Directory.CreateDirectory(_folder.File("data")).FullName;
        Assert.Equal(0, (await ToolProcess.RunAsync("chown", "-R", "65534:65534", _folder.Path)).ExitCode);
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var server = ToolProcess.Start("setpriv", Repository.Root, null, [.. s_asNobody, "serve", "--urls", url.ToString(), "--data", data]);
        await server.WaitUntilAsync(() => server.OutputText.Contains("/login?", StringComparison.Ordinal), "the login URL");
        var api = await ApiClient.CreateAsync(url, new Uri(server.OutputText.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)[^1]));
        var rights = (await api.GetAsync("/interfaces")).Expect(200).Json;
        Assert.Contains(Remedy, rights.GetProperty("problem").GetString(), StringComparison.Ordinal);
        var refused = (await api.PostAsync("/captures", """{"start": true, "plan": {"inputs": [{"type": "capture", "interface": "lo", "ports": [80]}]}}""")).Expect(422).Json;
        var fault = Assert.Single(refused.GetProperty("errors").EnumerateArray().ToArray());
        Assert.Equal("/plan/inputs/0/interface", fault.GetProperty("pointer").GetString());
        Assert.Contains(Remedy, fault.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
