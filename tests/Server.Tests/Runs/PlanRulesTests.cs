using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Runs;

/// <summary>What a plan by API may touch of the machine. <c>ROOT</c> stands for the allowed folder, <c>DATA</c> for the data directory.</summary>
public sealed class PlanRulesTests : IDisposable
{
    private const string Dummy = """{ "type": "dummy" }""";
    private readonly TempFolder _root = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("""{ "type": "packet-file", "file": "/etc/passwd" }""", "/inputs/0/file")]
    [InlineData("""{ "type": "packet-file", "file": "/etc/not-there" }""", "/inputs/0/file")]
    [InlineData("""{ "type": "packet-file", "file": "DATA/tapedeck.db" }""", "/inputs/0/file")]
    [InlineData("""{ "type": "tcp", "address": "127.0.0.1:0", "certificate": { "file": "/etc/passwd", "keyFile": "/etc/shadow" } }""", "/inputs/0/certificate/file /inputs/0/certificate/keyFile")]
    [InlineData("""{ "type": "kafka", "topic": "t", "cluster": { "brokers": ["127.0.0.1:1"], "tls": { "caFile": "/etc/passwd" } } }""", "/inputs/0/cluster/tls/caFile")]
    [InlineData("""{ "type": "kafka", "topic": "t", "cluster": { "brokers": ["127.0.0.1:1"], "sasl": { "username": "u", "password": "env:PATH" } } }""", "/inputs/0/cluster/sasl/password")]
    [InlineData("""{ "type": "kafka", "topic": "t", "cluster": { "brokers": ["127.0.0.1:1"], "sasl": { "username": "u", "password": "plain" } } }""", "/inputs/0/cluster/sasl/password")]
    [InlineData("""{ "type": "file", "files": ["ROOT/x.gor"] }""", "/inputs/0/type")]
    public Task CaptureInput_BeyondTheRules_IsRefusedAtItsField(string input, string pointers) =>
        AssertFaultsAsync("capture", $$"""{ "inputs": [{{input}}] }""", pointers);

    [Theory]
    [InlineData("""{ "type": "file", "files": ["/etc/passwd", "/etc/sh*"] }""", "/inputs/0/files /inputs/0/files")]
    [InlineData("""{ "type": "file", "files": ["s3:///../../../../../../../../etc/passwd"] }""", "/inputs/0/files")]
    [InlineData("""{ "type": "file", "files": ["DATA/recordings/x/recording.gor"] }""", "/inputs/0/files")]
    [InlineData("""{ "type": "file", "files": ["ROOT/x.gor"], "recording": "y" }""", "/inputs/0/files /inputs/0/recording")]
    [InlineData("""{ "type": "dummy" }""", "/inputs/0/type")]
    public Task ReplayInput_BeyondTheRules_IsRefusedAtItsField(string input, string pointers) =>
        AssertFaultsAsync("replay", $$"""{ "inputs": [{{input}}], "outputs": [{ "type": "null" }] }""", pointers);

    [Theory]
    [InlineData("""{ "type": "file", "path": "/tmp/x.gor" }""", "/outputs/0/path")]
    [InlineData("""{ "type": "file", "path": "ROOT" }""", "/outputs/0/path")]
    [InlineData("""{ "type": "file", "path": "ROOT/%r/x.gor" }""", "/outputs/0/path")]
    [InlineData("""{ "type": "file", "path": "DATA/recordings/x.gor" }""", "/outputs/0/path")]
    [InlineData("""{ "type": "s3", "url": "s3://bucket/x.gor", "spoolFolder": "/etc" }""", "/outputs/0/spoolFolder")]
    [InlineData("""{ "type": "kafka", "topic": "t", "cluster": { "brokers": ["127.0.0.1:1"], "tls": { "certificate": { "file": "/a", "keyFile": "/b" } } } }""", "/outputs/0/cluster/tls/certificate/file /outputs/0/cluster/tls/certificate/keyFile")]
    [InlineData("""{ "type": "stdout" }""", "/outputs/0/type")]
    public Task Output_BeyondTheRules_IsRefusedAtItsField(string output, string pointers) =>
        AssertFaultsAsync("capture", $$"""{ "inputs": [{{Dummy}}], "outputs": [{{output}}] }""", pointers);

    [Theory]
    [InlineData("""{ "type": "file", "path": "ROOT/%Y-%r.gor" }""")]
    [InlineData("""{ "type": "file", "path": "ROOT/x.gor", "append": true }""")]
    [InlineData("""{ "type": "kafka", "topic": "t", "cluster": { "brokers": ["127.0.0.1:1"] } }""")]
    public Task Output_WithinTheRules_IsTaken(string output) =>
        AssertFaultsAsync("capture", $$"""{ "inputs": [{{Dummy}}], "outputs": [{{output}}] }""", "");

    [Fact]
    public Task Plan_RefusedInManyPlaces_ReportsAllWithWhatElseIsWrong() => AssertFaultsAsync(
        "capture",
        """
        {
          "inputs": [{ "type": "packet-file", "file": "/etc/passwd" }, { "type": "dummy", "interval": "0s" }], "middleware": { "command": ["/bin/true"] },
          "outputs": [{ "type": "file", "path": "/tmp/x.gor" }], "limits": { "maxRecords": 0 }
        }
        """,
        "/inputs/0/file /inputs/1/interval /limits/maxRecords /middleware /outputs/0/path");

    [Fact]
    public async Task File_Outside_IsRefusedInTheSameWordsWhetherItExists()
    {
        await using var server = await StartAsync();
        var there = await FaultsAsync(server, "capture", """{ "inputs": [{ "type": "packet-file", "file": "/etc/passwd" }] }""");
        var notThere = await FaultsAsync(server, "capture", """{ "inputs": [{ "type": "packet-file", "file": "/etc/nobody" }] }""");
        var message = Assert.Single(there).Message;
        Assert.Equal(message.Replace("/etc/passwd", "/etc/nobody", StringComparison.Ordinal), Assert.Single(notThere).Message);
        Assert.Contains("TapeDeck:FileRoots", message, StringComparison.Ordinal);
        Assert.Contains(_root.Path, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "/middleware")]
    [InlineData(true, "")]
    public async Task Middleware_Plan_IsTakenOnlyWhereAllowed(bool allowed, string pointers)
    {
        await using var server = await StartAsync(allowed);
        Assert.Equal(allowed, server.Application.Services.GetRequiredService<IPlanRules>().AllowsMiddleware);
        Assert.Equal([_root.Path], server.Application.Services.GetRequiredService<IPlanRules>().FileRoots);
        var faults = await FaultsAsync(server, "capture", $$"""{ "inputs": [{{Dummy}}], "middleware": { "command": ["/bin/cat"] } }""");
        Assert.Equal(pointers, string.Join(' ', faults.Select(fault => fault.Pointer)));
        Assert.All(faults, fault => Assert.Contains("TapeDeck:AllowMiddleware", fault.Message, StringComparison.Ordinal));
    }

    private async Task AssertFaultsAsync(string purpose, string plan, string pointers)
    {
        await using var server = await StartAsync();
        var faults = await FaultsAsync(server, purpose, plan);
        Assert.Equal(pointers, string.Join(' ', faults.Select(fault => fault.Pointer).Order(StringComparer.Ordinal)));
    }

    private Task<ServerFixture> StartAsync(bool allowMiddleware = false) => ServerFixture.StartAsync(builder =>
    {
        builder.Configuration["TapeDeck:FileRoots:0"] = _root.Path;
        builder.Configuration["TapeDeck:AllowMiddleware"] = allowMiddleware.ToString();
    });

    private async Task<IReadOnlyList<(string Pointer, string Message)>> FaultsAsync(ServerFixture server, string purpose, string plan)
    {
        plan = plan.Replace("ROOT", _root.Path, StringComparison.Ordinal).Replace("DATA", server.Folder.Path, StringComparison.Ordinal);
        using var program = await server.ProgramAsync();
        using var body = new StringContent($$"""{ "purpose": "{{purpose}}", "plan": {{plan}} }""", Encoding.UTF8, "application/json");
        using var answer = await program.PostAsync("/api/v1/plans:validate", body, Token);
        var verdict = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        return [.. verdict.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("pointer").GetString()!["/plan".Length..], error.GetProperty("detail").GetString()!))];
    }
}
