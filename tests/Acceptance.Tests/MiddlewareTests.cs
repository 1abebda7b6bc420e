using System.Text;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table F: middleware and prettify (spec §13, 115–118; §10, §11.2). 116 needs the right to capture.</summary>
public sealed class MiddlewareTests : IDisposable
{
    private readonly Workplace _place = new();

    public MiddlewareTests() => _place.Write("in.gor", Enumerable.Range(0, 20).SelectMany(i => new[] { GorRecord.Get(i, i), GorRecord.Response(i, i) }));

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check115_Echo_LeavesTheRecordsAsTheyAre() => Assert.Equal(File.ReadAllBytes(_place.PathOf("in.gor")), (await ThroughAsync("cat")).Output);

    [Fact]
    public async Task Check115_Dropped_AreAbsent()
    {
        var outcome = await ThroughAsync("awk 'NR % 4 == 1'");
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"GET /{2 * i} HTTP/1.1"), outcome.Records.Select(record => record.FirstLine));
        Assert.Equal(30, outcome.Count("middleware", 2));
    }

    [Fact]
    public async Task Check115_Modified_AreModified()
    {
        var hex = (string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));
        var outcome = await ThroughAsync($"sed s/{hex("Host: origin")}/{hex("Host: staged")}/");
        Assert.Equal(Encoding.Latin1.GetString(File.ReadAllBytes(_place.PathOf("in.gor"))).Replace("origin", "staged", StringComparison.Ordinal), Encoding.Latin1.GetString(outcome.Output));
    }

    [Fact]
    public async Task Check116_TrackedResponses_GoThroughWithTheirRequest()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var target = ScriptedTarget.Plain();
        await using var capture = await _place.CaptureAsync(
            "--input-raw", $":{site.Port}", "--input-raw-track-response", "--middleware", "tee seen.hex", "--output-http", target.Address, "--output-http-track-response", "--output-stdout");
        Assert.Equal(0, (await ToolProcess.RunAsync("curl", "--silent", $"{site.Url}tracked")).ExitCode);
        var records = await Workplace.CapturedAsync(capture, 3);
        Assert.Equal(["1 GET /tracked HTTP/1.1", "2 HTTP/1.1 200 OK", "3 HTTP/1.1 200 OK"], records.Select(record => $"{record.Kind} {record.FirstLine}").Order(StringComparer.Ordinal));
        Assert.Single(records.Select(record => record.Id).Distinct());
        var seen = (await File.ReadAllLinesAsync(_place.PathOf("seen.hex"), TestContext.Current.CancellationToken)).Select(line => Encoding.Latin1.GetString(Convert.FromHexString(line)));
        Assert.Equal(records.Select(record => $"{record.Header}\n{record.Payload}").Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Check117_MiddlewareThatEndsOnce_IsStartedAgainAndReported()
    {
        _place.Write("in.gor", GorRecord.Gets(40, 50)); // goes on long after the first process has ended
        var outcome = (await _place.RunAsync(
            "--input-file", "in.gor", "--middleware", "sh -c 'if [ -e ran ]; then exec cat; fi; touch ran; read line; exit 1'", "--output-stdout")).Succeeded();
        Assert.Matches("(?m)^tapedeck: warning: .* ended with code 1 before the run did, and was started again", outcome.Error);
        Assert.Equal(40, outcome.Records.Count + outcome.Count("middleware", 3));
        Assert.InRange(outcome.Count("middleware", 3), 1, 40);
    }

    [Theory]
    [InlineData("restart", "was started again 5 times within a minute already")]
    [InlineData("fail", "ended with code 3 before the run did")]
    public async Task Check117_MiddlewareThatKeepsEnding_FailsTheRunAsItsPolicySays(string policy, string reason)
    {
        _place.Write("inpolicy.yaml", Encoding.UTF8.GetBytes($"middleware: {{ command: [sh, -c, 'read line; exit 3'], whenEnded: {policy} }}\n"));
        var outcome = await _place.RunAsync("--config", "inpolicy.yaml", "--input-file", "in.gor|max", "--input-file-loop", "--output-stdout");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches($"(?m)^tapedeck: failed: .*{reason}", outcome.Error);
        Assert.Equal(outcome.Count("middleware", 0), outcome.Count("middleware", 1) + outcome.Count("middleware", 2) + outcome.Count("middleware", 3));
        Assert.Contains("middleware ended", outcome.Error, StringComparison.Ordinal);
    }

    private async Task<Workplace.Outcome> ThroughAsync(string middleware) =>
        (await _place.RunAsync("--input-file", "in.gor|max", "--middleware", middleware, "--output-stdout")).Succeeded();
}
