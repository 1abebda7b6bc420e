using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>The description of the API is all that a program needs: kiota makes a C# client of it, and that client does the whole job.</summary>
public sealed class GeneratedClientTests(Dashboard dashboard)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5); // a build, with packages to fetch, on a busy machine
    private static readonly string s_generated = Path.Combine(Repository.Root, "artifacts", "generated-client");

    [Fact]
    public async Task Client_GeneratedFromTheDescription_CapturesQueriesPreviewsAndReplays()
    {
        await GenerateAsync();
        var project = Path.Combine(Repository.Root, "tests", "GeneratedClient");
        await RunAsync("dotnet", "build", project, "-c", "Release", "-v", "q", "-p:NuGetAudit=false");

        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var program = Path.Combine(Repository.Root, "artifacts", "bin", "GeneratedClient", "release", "TapeDeck.GeneratedClient");
        var written = await RunAsync(program, dashboard.Server.Url.ToString(), dashboard.Api.Token, site.Url.ToString(), target.Url.ToString());

        string[] expected =
        [
            "capture Running", "recording Healthy 3", "query GET /orders/1 200 GET /orders/2 200", "preview 2 of 3", "replay Completed 3",
            "problem 404 There is no such recording.",
        ];
        Assert.Equal(expected, written.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["GET /json 200", "GET /v2/orders/1 200", "GET /v2/orders/2 200"], (await target.RequestsAsync(3)).Select(request => request[..request.LastIndexOf(' ')]).Order());
    }

    /// <summary>Makes the client; what kiota finds wrong with the description is a fault of ours.</summary>
    private async Task GenerateAsync()
    {
        using var folder = new TempFolder();
        var description = folder.File("openapi.json");
        await File.WriteAllTextAsync(description, (await Curl.RequestAsync(dashboard.Api.WithToken($"{dashboard.Server.Url}openapi/v1.json"))).Expect(200).Text, TestContext.Current.CancellationToken);
        var log = await RunAsync(
            Path.Combine(Repository.Root, "artifacts", "tools", "kiota"),
            "generate", "--language", "CSharp", "--openapi", description, "--output", s_generated, "--class-name", "TapeDeckClient", "--namespace-name", "TapeDeck.Generated", "--clean-output");
        Assert.DoesNotContain("OpenAPI error", log, StringComparison.Ordinal);
        Assert.DoesNotContain("OpenAPI warning", log, StringComparison.Ordinal);
    }

    /// <summary>Runs a program that must succeed; returns what it wrote.</summary>
    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var environment = new Dictionary<string, string> { ["KIOTA_TUTORIAL_ENABLED"] = "false", ["KIOTA_Update__Disabled"] = "true", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" };
        await using var tool = ToolProcess.Start(program, Repository.Root, environment, arguments);
        Assert.True(await tool.WaitForExitAsync(s_limit) == 0, $"{program}: {tool.OutputText}{tool.Error}");
        return tool.OutputText;
    }
}
