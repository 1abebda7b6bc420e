using System.Text;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>What is masked at capture never reaches disk, log, live stream or index (a server of its own, so that every file of it can be searched).</summary>
public sealed class MaskingTests : IAsyncLifetime
{
    private const string Canary = "canary4f9a7c";
    private ServedProgram _server = null!;

    public async ValueTask InitializeAsync() => _server = await ServedProgram.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Capture_WithMasks_LeavesNoSecretAnywhere()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var api = await _server.ApiAsync();
        var id = (await api.PostAsync("/captures", $$"""
            {
              "name": "Masked", "start": true,
              "plan": {
                "inputs": [ { "type": "capture", "interface": "lo", "ports": [ {{site.Port}} ], "trackResponses": true } ],
                "rules": [
                  { "kind": "mask-header", "name": "Authorization", "value": "hash" }, { "kind": "mask-param", "name": "token", "value": "redact" },
                  { "kind": "mask-json", "name": "$..password", "value": "shape" }, { "kind": "mask-text", "pattern": "{{Canary}}-t[0-9]", "value": "redact" }
                ]
              }
            }
            """)).Expect(201).Json.GetProperty("id").GetString()!;
        await using var stream = ToolProcess.Start("curl", ["--silent", "--no-buffer", .. api.WithToken(api.Address($"/captures/{id}/stream"))]);
        await Curl.SendAsync(
            "--header", $"Authorization: Bearer {Canary}-h", "--header", $"Cookie: session={Canary}-t1", "--header", "Content-Type: application/json",
            "--data", $$"""{ "user": { "password": "{{Canary}}-j" } }""", $"{site.Url}json?token={Canary}-q");
        await Curl.SendAsync($"{site.Url}login/{Canary}-t2"); // nginx repeats the path in its answer
        await stream.WaitUntilAsync(() => stream.OutputText.Contains("/login/", StringComparison.Ordinal), "the exchange");
        var recording = await api.StopCaptureAsync(id);
        await api.WaitForIndexAsync(recording);

        var exchanges = $"/recordings/{recording}/exchanges";
        var request = (await api.GetAsync($"{exchanges}/0/request")).Expect(200).Text;
        Assert.StartsWith("POST /json?token=*** HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Matches("\r\nAuthorization: [0-9a-f]{16}\r\n", request);
        Assert.Contains("\r\nCookie: session=***\r\n", request, StringComparison.Ordinal);
        Assert.Matches("""\{ "user": \{ "password": "[a-z0-9]{12}-[a-z]" \} \}$""", request);
        Assert.Contains("/login/***", (await api.GetAsync($"{exchanges}/1/response/body")).Expect(200).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, stream.OutputText, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, _server.Process.Error, StringComparison.Ordinal);
        await _server.RestartAsync(); // closes the index and the database: all they know is on disk
        var found = Directory.EnumerateFiles(_server.DataDirectory, "*", SearchOption.AllDirectories).Select(FirstIn).OfType<string>().ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>Where a file holds the canary; null when it does not. The plan itself names its pattern; nothing else may.</summary>
    private static string? FirstIn(string file)
    {
        using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        var text = Encoding.Latin1.GetString(copy.ToArray()).Replace($"{Canary}-t[0-9]", "", StringComparison.Ordinal);
        return text.IndexOf(Canary, StringComparison.Ordinal) is >= 0 and var found ? $"{file}: {text[Math.Max(0, found - 100)..Math.Min(text.Length, found + 100)]}" : null;
    }
}
