using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table C: responses (spec §13, 43 and 52). Needs the right to capture.</summary>
public sealed class CaptureResponseTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check043_TrackResponse_DecidesWhetherResponsesAreRecorded(bool tracked)
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var capture = await _place.CaptureAsync("--input-raw", $":{site.Port}", $"--input-raw-track-response={tracked}", "--output-stdout");
        Assert.Equal(0, (await ToolProcess.RunAsync("curl", "--silent", $"{site.Url}1", $"{site.Url}2")).ExitCode);
        var records = await Workplace.CapturedAsync(capture, tracked ? 4 : 2);
        var requests = records.Where(record => record.Kind == '1').ToList();
        Assert.Equal(["GET /1 HTTP/1.1", "GET /2 HTTP/1.1"], requests.Select(record => record.FirstLine));
        Assert.Equal(tracked ? 4 : 2, records.Count);
        Assert.All(records.Where(record => record.Kind == '2'), response =>
        {
            var request = requests.Single(request => request.Id == response.Id);
            Assert.InRange(response.Timestamp, request.Timestamp, long.MaxValue);
            Assert.EndsWith($"hello from nginx {request.FirstLine.Split(' ')[1]}\n", response.Payload, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", false)]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", false)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\nServer: s\r\n\r\n", false)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5000\r\nETag: \"1\"\r\n\r\n", false)]
    [InlineData("GET", "HTTP/1.1 499 Client Closed Request\r\nContent-Length: 2\r\n\r\nno", false)]
    [InlineData("GET", "HTTP/1.1 520 \r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("GET", "HTTP/1.1 200 OK\r\n\r\nall until the end", true)]
    [InlineData("GET", "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n", true)]
    public async Task Check052_ResponseOfAnyFraming_IsRecorded(string method, string response, bool closes)
    {
        await using var talk = new LoopbackTalk();
        await using var capture = await _place.CaptureAsync("--input-raw", $":{talk.Port}", "--input-raw-track-response", "--output-stdout");
        await talk.ClientAsync($"{method} /1 HTTP/1.1\r\nHost: h\r\n\r\n");
        await talk.ServerAsync(response, size: 30);
        if (closes)
        {
            await talk.CloseAsync();
        }

        // What follows shows that the response ended where it should.
        await talk.ClientAsync("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
        await talk.ServerAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        var records = await Workplace.CapturedAsync(capture, 4);
        Assert.Equal(
            [$"1 {method} /1 HTTP/1.1", $"2 {response.Split("\r\n")[0]}", "1 GET /2 HTTP/1.1", "2 HTTP/1.1 200 OK"],
            records.Select(record => $"{record.Kind} {record.FirstLine}"));
        Assert.Equal(response, records[1].Payload);
        Assert.Equal([records[0].Id, records[0].Id, records[2].Id, records[2].Id], records.Select(record => record.Id));
    }
}
