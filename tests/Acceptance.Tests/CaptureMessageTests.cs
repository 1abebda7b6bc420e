using System.Security.Cryptography;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table C: requests of every shape (spec §13, 44–51, 53, 54, 58, 65). Needs the right to capture.</summary>
public sealed class CaptureMessageTests : IDisposable
{
    private static readonly string s_binary = string.Concat(Enumerable.Range(0, 256).Select(i => (char)i));

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check044_RequestsOfOneConnection_HaveEachAnIdOfItsOwn()
    {
        const int Requests = 1000;
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var capture = await _place.CaptureAsync("--input-raw", $":{site.Port}", "--output-stdout");
        var (exitCode, output, _) = await ToolProcess.RunAsync("curl", "--silent", "--write-out", "%{num_connects} ", "--output", "/dev/null", $"{site.Url}[1-{Requests}]");
        Assert.Equal((0, 1), (exitCode, output.Split(' ', StringSplitOptions.RemoveEmptyEntries).Sum(int.Parse)));
        var records = await Workplace.CapturedAsync(capture, Requests);
        Assert.Equal(Enumerable.Range(1, Requests).Select(i => $"GET /{i} HTTP/1.1"), records.Select(record => record.FirstLine));
        Assert.Equal(Requests, records.Select(record => record.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(32_000)]
    [InlineData(1400)]
    public Task Check045_LongUrl_IsCaptured(int segment) => SameAsync(Get("/" + new string('u', 8192)), segment);

    [Fact]
    public Task Check046_HeadSentByteByByte_IsCaptured() => SameAsync(Get("/slow"), segment: 1);

    [Fact]
    public async Task Check047_LargeUpload_IsIntact()
    {
        var body = new byte[10 << 20];
        new Random(47).NextBytes(body);
        _place.Write("in.body", body);
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var capture = await _place.CaptureAsync(
            "--input-raw", $":{site.Port}", "--http-allow-url", "^/upload$", "--copy-buffer-size", "20mb", "--output-file", "out.gor", "--output-file-append");
        Assert.Equal(0, (await ToolProcess.RunAsync("curl", "--silent", "--data-binary", $"@{_place.PathOf("in.body")}", $"{site.Url}upload")).ExitCode);
        await capture.WaitUntilAsync(() => File.Exists(_place.PathOf("out.gor")) && new FileInfo(_place.PathOf("out.gor")).Length > body.Length, "the record");
        (await Workplace.StopAsync(capture)).Succeeded();
        var payload = Assert.Single(_place.Read("out.gor")).Payload;
        Assert.Equal(SHA256.HashData(body), SHA256.HashData(System.Text.Encoding.Latin1.GetBytes(payload[(payload.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])));
    }

    [Fact]
    public async Task Check048_ChunksByteByByteAndTheLastOneAlone_AreCaptured()
    {
        const string Start = "POST /chunks HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\na;x=1\r\n0123456789\r\n";
        const string End = "0\r\n\r\n";
        await using var talk = new LoopbackTalk();
        await using var capture = await _place.CaptureAsync("--input-raw", $":{talk.Port}", "--output-stdout");
        await talk.ClientAsync(Start, size: 1);
        await talk.ClientAsync(End);
        Assert.Equal(Start + End, Assert.Single(await Workplace.CapturedAsync(capture, 1)).Payload);
    }

    [Fact]
    public async Task Check049_ChunkDataThatLooksLikeTheEnd_IsIntact()
    {
        const string Start = "POST /chunks HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata0\r\n\r\n";
        const string End = "\r\n3\r\nend\r\n0\r\n\r\n";
        await using var talk = new LoopbackTalk();
        await using var capture = await _place.CaptureAsync("--input-raw", $":{talk.Port}", "--output-stdout");
        await talk.ClientAsync(Start);
        await talk.ClientAsync(End);
        Assert.Equal(Start + End, Assert.Single(await Workplace.CapturedAsync(capture, 1)).Payload);
    }

    [Fact]
    public async Task Check050_PipelinedRequestsInOneSegment_AreTwoRecords()
    {
        await using var talk = new LoopbackTalk();
        await using var capture = await _place.CaptureAsync("--input-raw", $":{talk.Port}", "--output-stdout");
        await talk.ClientAsync(Get("/1") + Get("/2"));
        var records = await Workplace.CapturedAsync(capture, 2);
        Assert.Equal([Get("/1"), Get("/2")], records.Select(record => record.Payload));
        Assert.NotEqual(records[0].Id, records[1].Id);
    }

    [Theory]
    [InlineData("--input-raw-allow-incomplete=false")]
    [InlineData("--input-raw-allow-incomplete")]
    public async Task Check051_UploadThatAwaitsContinue_IsOneRecordWithoutExpect(string option)
    {
        _place.Write("in.body", [.. Enumerable.Repeat((byte)'b', 100_000)]);
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var capture = await _place.CaptureAsync(
            "--input-raw", $":{site.Port}", "--input-raw-track-response", option, "--http-allow-url", "^/upload$", "--output-stdout");
        var (exitCode, _, log) = await ToolProcess.RunAsync(
            "curl", "--silent", "--verbose", "--header", "Expect: 100-continue", "--data-binary", $"@{_place.PathOf("in.body")}", $"{site.Url}upload");
        Assert.Equal(0, exitCode);
        Assert.Contains("< HTTP/1.1 100 Continue", log, StringComparison.Ordinal);
        var records = await Workplace.CapturedAsync(capture, 2);
        Assert.Equal(['1', '2'], records.Select(record => record.Kind));
        Assert.DoesNotContain("Expect:", records[0].Payload, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\n" + new string('b', 100_000), records[0].Payload, StringComparison.Ordinal);
        Assert.Equal((records[0].Id, "HTTP/1.1 200 OK"), (records[1].Id, records[1].FirstLine));
    }

    [Theory]
    [InlineData("PROPFIND")]
    [InlineData("M-SEARCH")]
    public async Task Check053_AnyMethod_IsRecorded(string method)
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var capture = await _place.CaptureAsync("--input-raw", $":{site.Port}", "--output-stdout");
        Assert.Equal(0, (await ToolProcess.RunAsync("curl", "--silent", "--request", method, "--header", "Depth: 1", $"{site.Url}folder/")).ExitCode);
        Assert.Equal($"{method} /folder/ HTTP/1.1", Assert.Single(await Workplace.CapturedAsync(capture, 1)).FirstLine);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public Task Check054_BodyOfZeroBytes_IsIntact(int segment) => SameAsync(Post(new string('\0', 3000)), segment, headSegment: 32_000);

    [Theory]
    [InlineData("")]
    [InlineData("X-Real-IP: 203.0.113.9\r\n")]
    public async Task Check058_RealIpHeader_IsTheClientsAddress(string header)
    {
        await using var talk = new LoopbackTalk();
        await using var capture = await _place.CaptureAsync("--input-raw", $":{talk.Port}", "--input-raw-realip-header", "X-Real-IP", "--output-stdout");
        await talk.ClientAsync($"GET /ip HTTP/1.1\r\nHost: h\r\n{header}\r\n");
        var payload = Assert.Single(await Workplace.CapturedAsync(capture, 1)).Payload;
        Assert.Equal(
            ["GET /ip HTTP/1.1", "Host: h", "X-Real-IP: 127.0.0.1"], payload.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK is no response here\r\n")]
    public async Task Check065_BinaryProtocol_IsAMessageOnceTheOtherSideIsSilentForExpire(string prefix)
    {
        var (question, answer) = (prefix + s_binary, s_binary + prefix);
        await using var talk = new LoopbackTalk();
        await using var capture = await _place.CaptureAsync(
            "--input-raw", $":{talk.Port}", "--input-raw-protocol", "binary", "--input-raw-track-response", "--input-raw-expire", "300ms", "--output-stdout");
        await talk.ClientAsync(question, size: 100);
        await talk.ServerAsync(answer, size: 50);
        var records = await Workplace.CapturedAsync(capture, 2); // the connection is still open
        Assert.Equal([('1', question), ('2', answer)], records.Select(record => (record.Kind, record.Payload)));
        Assert.Equal(records[0].Id, records[1].Id);
    }

    private static string Get(string target) => $"GET {target} HTTP/1.1\r\nHost: h\r\nAccept: */*\r\n\r\n";

    private static string Post(string body) => $"POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>Sends a request in segments and expects it as a record, byte for byte.</summary>
    private async Task SameAsync(string request, int segment, int? headSegment = null)
    {
        var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        await using var talk = new LoopbackTalk();
        await using var capture = await _place.CaptureAsync("--input-raw", $":{talk.Port}", "--output-stdout");
        await talk.ClientAsync(request[..head], headSegment ?? segment);
        await talk.ClientAsync(request[head..], segment);
        Assert.Equal(request, Assert.Single(await Workplace.CapturedAsync(capture, 1)).Payload);
    }
}
