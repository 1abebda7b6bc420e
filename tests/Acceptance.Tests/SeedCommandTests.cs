using System.Text;
using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>The commands that GoReplay's users start with, each as written but for ports and hosts.</summary>
public sealed class SeedCommandTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("--input-raw :PORT --output-stdout")]
    [InlineData("--input-raw 127.0.0.1:PORT --output-stdout")]
    [InlineData("--input-raw-buffer-size 10485760 --input-raw :PORT --output-stdout")]
    public async Task InputRaw_ToStdout_PrintsTheRequest(string command)
    {
        await using var site = ScriptedTarget.Plain();
        await using var capture = await _place.CaptureAsync(command.Replace("PORT", $"{site.Port}", StringComparison.Ordinal).Split(' '));
        await CurlAsync(site, "/printed");
        await capture.WaitUntilAsync(() => capture.Output.Length > 0, "the record");
        var record = Assert.Single((await Workplace.StopAsync(capture)).Succeeded().Records);
        Assert.Equal(('1', "GET /printed HTTP/1.1"), (record.Kind, record.FirstLine));
    }

    [Fact]
    public async Task InputRaw_ToHttp_CopiesLiveTraffic()
    {
        await using var site = ScriptedTarget.Plain();
        await using var target = ScriptedTarget.Plain();
        await using var capture = await _place.CaptureAsync("--input-raw", $":{site.Port}", "--output-http", $"http://{target.Address}");
        await CurlAsync(site, "/copied", "--data", "a=1");
        await capture.WaitUntilAsync(() => !target.Requests.IsEmpty, "the copy");
        (await Workplace.StopAsync(capture)).Succeeded();
        var (sent, copied) = (Text(Assert.Single(site.Requests)), Text(Assert.Single(target.Requests)));
        Assert.Equal(sent.Replace($"Host: {site.Address}", $"Host: {target.Address}", StringComparison.Ordinal), copied);
    }

    [Fact]
    public async Task InputRaw_ToFileAndFromItToHttp_IsRecordAndReplay()
    {
        await using var site = ScriptedTarget.Plain();
        await using var target = ScriptedTarget.Plain();
        await using var capture = await _place.CaptureAsync("--input-raw", $":{site.Port}", "--output-file", "requests.gor");
        await CurlAsync(site, "/one");
        await CurlAsync(site, "/two");
        await capture.WaitUntilAsync(() => File.Exists(_place.PathOf("requests_0.gor")), "the recording");
        (await Workplace.StopAsync(capture)).Succeeded();
        (await _place.RunAsync("--input-file", "requests.gor", "--output-http", $"http://{target.Address}")).Succeeded();
        Assert.Equal(["GET /one HTTP/1.1", "GET /two HTTP/1.1"], FirstLines(target).Order());
    }

    [Theory]
    [InlineData("--output-file %Y%m%d.gor --output-file-append", @"^\d{8}\.gor$")]
    [InlineData("--output-file %Y%m%d.gor --output-file-append true", @"^\d{8}\.gor$")]
    [InlineData("--output-file test.gor.gz", @"^test\.gor_0\.gz$")]
    [InlineData("--output-file test.gor", @"^test_0\.gor$")]
    public async Task OutputFile_Name_IsThatOfGoReplay(string options, string name)
    {
        _place.Write("in.gor", GorRecord.Gets(3, 0));
        (await _place.RunAsync(["--input-file", "in.gor", .. options.Split(' ')])).Succeeded();
        Assert.Matches(name, Assert.Single(_place.Outputs));
        Assert.Equal(3, _place.Read(_place.Outputs.Single()).Count);
    }

    [Theory]
    [InlineData("tapedeck --input-file *.gor --output-http TARGET", 3)]
    [InlineData("tapedeck --input-file \"in.gor|200%\" --output-http TARGET", 3)]
    [InlineData("tapedeck --input-file in.gor --output-http \"TARGET|10\"", 3)]
    [InlineData("tapedeck --input-file in.gor --output-http \"TARGET|100%\"", 3)]
    [InlineData("tapedeck --input-file in.gor --output-http \"TARGET|0%\"", 0)]
    [InlineData("tapedeck --input-file in.gor --output-http TARGET --http-allow-url /api", 1)]
    [InlineData("tapedeck --input-file in.gor --output-http TARGET --http-disallow-url /api", 2)]
    [InlineData("tapedeck --input-file in.gor --output-http TARGET --http-allow-header api-version:^1\\\\.0\\\\d", 1)]
    [InlineData("tapedeck --input-file in.gor --output-http TARGET --http-disallow-header \"User-Agent: Replayed by Gor\"", 2)]
    [InlineData("tapedeck --input-file in.gor --output-http TARGET --http-allow-method GET --http-allow-method OPTIONS", 2)]
    public async Task OutputHttp_WithOneMoreOption_SendsWhatItLetsThrough(string line, int expected)
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write(
            "in.gor",
            GorRecord.Get(1, 0, "/api/x", "Host: origin.test\r\n"),
            GorRecord.Get(2, 10, "/b", "Host: origin.test\r\napi-version: 1.05\r\n"),
            GorRecord.Of('1', 3, 20, "POST /c HTTP/1.1\r\nHost: origin.test\r\nUser-Agent: Replayed by Gor\r\nContent-Length: 0\r\n\r\n"));
        (await _place.ShellAsync(line.Replace("TARGET", $"http://{target.Address}", StringComparison.Ordinal))).Succeeded();
        Assert.Equal(expected, target.Requests.Count);
    }

    [Theory]
    [InlineData(@"--http-rewrite-url '/v1/user/([^\\/]+)/ping:/v2/user/$1/ping'", "GET /v2/user/joe/ping?a=1 HTTP/1.1\r\nHost: TARGET\r\n\r\n")]
    [InlineData("--http-set-param api_key=1", "GET /v1/user/joe/ping?a=1&api_key=1 HTTP/1.1\r\nHost: TARGET\r\n\r\n")]
    [InlineData("--http-header \"User-Agent: Replayed by Gor\"", "GET /v1/user/joe/ping?a=1 HTTP/1.1\r\nUser-Agent: Replayed by Gor\r\nHost: TARGET\r\n\r\n")]
    [InlineData("--http-original-host", "GET /v1/user/joe/ping?a=1 HTTP/1.1\r\nHost: origin.test\r\n\r\n")]
    [InlineData("--http-header 'host: other.test'", "GET /v1/user/joe/ping?a=1 HTTP/1.1\r\nHost: other.test\r\n\r\n")]
    [InlineData("--http-rewrite-header 'Host: origin,staging'", "GET /v1/user/joe/ping?a=1 HTTP/1.1\r\nHost: staging.test\r\n\r\n")]
    public async Task OutputHttp_WithARewrite_SendsTheseBytes(string options, string expected)
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Get(1, 0, "/v1/user/joe/ping?a=1"));
        (await _place.ShellAsync($"tapedeck --input-file in.gor --output-http http://{target.Address} {options}")).Succeeded();
        Assert.Equal(expected.Replace("TARGET", target.Address, StringComparison.Ordinal), Text(Assert.Single(target.Requests)));
    }

    [Fact]
    public async Task OutputTcp_ToInputTcp_IsAChainToTheReplayHost()
    {
        var port = FreePort.Next();
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Gets(50, 1));
        await using var replay = _place.Start("--input-tcp", $"127.0.0.1:{port}", "--output-http", $"http://{target.Address}");
        (await _place.RunAsync("--input-file", "in.gor", "--output-tcp", $"127.0.0.1:{port}")).Succeeded();
        await replay.WaitUntilAsync(() => target.Requests.Count == 50, "the last request");
        Assert.Equal(50, (await Workplace.StopAsync(replay)).Succeeded().Count("sources", 1));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"GET /{i} HTTP/1.1").Order(), FirstLines(target).Order());
    }

    [Theory]
    [InlineData("--split-output")]
    [InlineData("--split-output true")]
    public async Task Check111_SplitOutputToTwoRelays_GivesEachHalf(string split)
    {
        var (first, second) = (FreePort.Next(), FreePort.Next());
        _place.Write("in.gor", Enumerable.Range(0, 40).SelectMany(i => new[] { GorRecord.Get(i, i), GorRecord.Response(i, i) }));
        await using var a = _place.Start("--input-tcp", $"127.0.0.1:{first}", "--output-stdout");
        await using var b = _place.Start("--input-tcp", $"127.0.0.1:{second}", "--output-stdout");
        (await _place.RunAsync([.. split.Split(' '), "--input-file", "in.gor", "--output-tcp", $"127.0.0.1:{first}", "--output-tcp", $"127.0.0.1:{second}"])).Succeeded();
        var records = new List<IReadOnlyList<GorRecord>>();
        foreach (var relay in new[] { a, b })
        {
            await relay.WaitUntilAsync(() => GorRecord.CountIn(relay.Output) == 40, "half of the records");
            records.Add((await Workplace.StopAsync(relay)).Succeeded().Records);
        }

        Assert.All(records, half => Assert.Equal(
            half.Where(record => record.Kind == '1').Select(record => record.Id).Order(), half.Where(record => record.Kind == '2').Select(record => record.Id).Order()));
        Assert.Equal(80, records.Sum(half => half.Count));
    }

    [Fact]
    public async Task OutputHttpElasticsearch_AddressWithoutScheme_GetsADocumentOfEveryExchange()
    {
        await using var target = ScriptedTarget.Plain();
        await using var elasticsearch = new ScriptedTarget((connection, bulk) =>
        {
            var documents = (Text(bulk).Split("\r\n\r\n", 2)[1].Split('\n').Length - 1) / 2;
            var answer = $$"""{"took":1,"errors":false,"items":[{{string.Join(',', Enumerable.Repeat("""{"create":{"status":201}}""", documents))}}]}""";
            return connection.SendAsync($"HTTP/1.1 200 OK\r\nX-Elastic-Product: Elasticsearch\r\nContent-Type: application/json\r\nContent-Length: {answer.Length}\r\n\r\n{answer}");
        });
        _place.Write("in.gor", GorRecord.Gets(3, 0));
        (await _place.RunAsync(
            "--input-file", "in.gor", "--output-http", $"http://{target.Address}", "--output-http-elasticsearch", $"localhost:{elasticsearch.Port}/gor")).Succeeded();
        var documents = string.Concat(elasticsearch.Requests.Select(Text));
        Assert.Equal(3, Regex.Count(documents, @"""_index"" ?: ?""gor"""));
        Assert.Equal(3, Regex.Count(documents, @"""Req_URL"" ?: ?""/\d"""));
    }

    [Fact]
    public async Task OutputKafka_ToInputKafka_CarriesEveryRecord()
    {
        using var kafka = new MockKafka(brokers: 2);
        kafka.CreateTopic("kafka-log", 2);
        _place.Write("in.gor", GorRecord.Gets(20, 0));
        (await _place.RunAsync("--input-file", "in.gor", "--output-kafka-host", kafka.List, "--output-kafka-topic", "kafka-log")).Succeeded();
        await using var reader = _place.Start(
            "--input-kafka-host", kafka.List, "--input-kafka-topic", "kafka-log", "--input-kafka-offset", "-2", "--output-stdout");
        await reader.WaitUntilAsync(() => GorRecord.CountIn(reader.Output) == 20, "every record");
        var records = (await Workplace.StopAsync(reader)).Succeeded().Records;
        Assert.Equal(GorRecord.Gets(20, 0).Select(record => record.Payload).Order(), records.Select(record => record.Payload).Order());
    }

    private static async Task CurlAsync(ScriptedTarget site, string target, params string[] options) =>
        Assert.Equal(0, (await ToolProcess.RunAsync("curl", ["--silent", "--output", "/dev/null", $"http://{site.Address}{target}", .. options])).ExitCode);

    private static string Text(byte[] request) => Encoding.Latin1.GetString(request);

    private static IEnumerable<string> FirstLines(ScriptedTarget target) => target.Requests.Select(request => Text(request).Split("\r\n")[0]);
}
