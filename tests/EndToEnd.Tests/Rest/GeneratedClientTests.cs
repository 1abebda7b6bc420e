using System.Text.Json;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>The description of the API is all that a program needs: clients in C# and TypeScript are made of it, and do the whole job.</summary>
public sealed class GeneratedClientTests(Dashboard dashboard)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5); // a build, with packages to fetch, on a busy machine
    private static readonly string s_generated = Path.Combine(Repository.Root, "artifacts", "generated-client");
    private static readonly string s_npm = Path.Combine(Repository.Root, "artifacts", "npm");

    [Fact]
    public async Task CSharpClient_GeneratedFromTheDescription_CapturesQueriesPreviewsAndReplays()
    {
        using var folder = new TempFolder();
        await GenerateAsync(await DescribeAsync(folder));
        var project = Path.Combine(Repository.Root, "tests", "GeneratedClient");
        await RunAsync("dotnet", "build", project, "-c", "Release", "-v", "q", "-p:NuGetAudit=false");
        await AssertDoesTheJobAsync(Path.Combine(Repository.Root, "artifacts", "bin", "GeneratedClient", "release", "TapeDeck.GeneratedClient"));
    }

    [Fact]
    public async Task TypeScriptClient_GeneratedFromTheDescription_CapturesQueriesPreviewsAndReplays()
    {
        using var folder = new TempFolder();
        var client = Directory.CreateDirectory(Path.Combine(s_npm, "client")).FullName; // beside the modules, where they are looked for
        foreach (var file in new[] { "client.mts", "tsconfig.json" })
        {
            File.Copy(Path.Combine(Repository.Root, "tests", "GeneratedClient", file), Path.Combine(client, file), overwrite: true);
        }

        await RunAsync("node", Module("openapi-typescript", "bin/cli.js"), await DescribeAsync(folder), "--default-non-nullable=false", "--output", Path.Combine(client, "api.d.ts"));
        await RunAsync("node", Module("typescript", "bin/tsc"), "-p", client);
        await AssertDoesTheJobAsync("node", Path.Combine(client, "client.mjs"));
    }

    [Fact]
    public async Task Description_IsFoundGoodByALinter()
    {
        using var folder = new TempFolder();
        var report = await RunAsync("node", Module("@redocly/cli", "bin/cli.js"), "lint", await DescribeAsync(folder), "--format", "json");
        var problems = JsonDocument.Parse(report).RootElement.GetProperty("problems").EnumerateArray();
        Assert.Empty(problems.Select(problem => $"{problem.GetProperty("ruleId")}: {problem.GetProperty("message")} ({problem.GetProperty("location")[0].GetProperty("pointer")})"));
    }

    private async Task AssertDoesTheJobAsync(string program, params string[] arguments)
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var written = await RunAsync(program, [.. arguments, dashboard.Server.Url.ToString(), dashboard.Api.Token, site.Url.ToString(), target.Url.ToString()]);

        string[] expected =
        [
            "capture running", "recording healthy 3", "query GET /orders/1 200 GET /orders/2 200", "preview 2 of 3", "replay completed 3",
            "problem 404 There is no such recording.",
        ];
        Assert.Equal(expected, written.Split('\n', StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(["GET /json 200", "GET /v2/orders/1 200", "GET /v2/orders/2 200"], (await target.RequestsAsync(3)).Select(request => request[..request.LastIndexOf(' ')]).Order());
    }

    private static string Module(string name, string file) => Path.Combine(s_npm, "node_modules", name, file);

    private async Task<string> DescribeAsync(TempFolder folder)
    {
        var description = folder.File("openapi.json");
        await File.WriteAllTextAsync(description, (await Curl.RequestAsync(dashboard.Api.WithToken($"{dashboard.Server.Url}openapi/v1.json"))).Expect(200).Text, TestContext.Current.CancellationToken);
        return description;
    }

    /// <summary>Makes the client; what kiota finds wrong with the description is a fault of ours.</summary>
    private static async Task GenerateAsync(string description)
    {
        var log = await RunAsync(
            Path.Combine(Repository.Root, "artifacts", "tools", "kiota"),
            "generate", "--language", "CSharp", "--openapi", description, "--output", s_generated, "--class-name", "TapeDeckClient", "--namespace-name", "TapeDeck.Generated", "--clean-output");
        Assert.DoesNotContain("OpenAPI error", log, StringComparison.Ordinal);
        Assert.DoesNotContain("OpenAPI warning", log, StringComparison.Ordinal);
    }

    /// <summary>Runs a program that must succeed; returns what it wrote.</summary>
    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var environment = new Dictionary<string, string> { ["KIOTA_TUTORIAL_ENABLED"] = "false", ["KIOTA_Update__Disabled"] = "true", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true" };
        await using var tool = ToolProcess.Start(program, Repository.Root, environment, arguments);
        Assert.True(await tool.WaitForExitAsync(s_limit) == 0, $"{program}: {tool.OutputText}{tool.Error}");
        return tool.OutputText;
    }
}
