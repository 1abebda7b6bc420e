using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table D: what becomes of a target's answers (spec §13, 85, 89, 90).</summary>
public sealed class HttpAnswerTests : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check085_TrackResponse_IsARecordOfTheSameIdWithItsRoundTrip()
    {
        const string Answer = "HTTP/1.1 418 Odd\r\nx-case: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        var measured = new ConcurrentDictionary<string, TimeSpan>();
        await using var target = new ScriptedTarget(async (connection, request) =>
        {
            var watch = Stopwatch.StartNew();
            await Task.Delay(s_pause);
            measured[Target(request)] = watch.Elapsed;
            await connection.SendAsync(Answer);
        });
        _place.Write("in.gor", GorRecord.Gets(10, 0));
        var run = Stopwatch.StartNew();
        (await _place.RunAsync(
            "--input-file", "in.gor", "--output-http", target.Address, "--output-http-track-response", "--output-file", "out.gor", "--output-file-append")).Succeeded();
        var records = _place.Read("out.gor");
        var requests = records.Where(record => record.Kind == '1').ToDictionary(record => record.Id);
        var answers = records.Where(record => record.Kind == '3').ToList();
        Assert.Equal((10, 10), (requests.Count, answers.Count));
        Assert.All(answers, answer =>
        {
            Assert.Equal(Answer, answer.Payload);
            var atTarget = measured[requests[answer.Id].FirstLine.Split(' ')[1]];
            var nanoseconds = long.Parse(answer.Header.Split(' ')[3], CultureInfo.InvariantCulture);
            Assert.InRange(nanoseconds, atTarget.Ticks * 100L, run.Elapsed.Ticks * 100L);
        });
    }

    [Fact]
    public async Task Check089_Statistics_AreWhatTheTargetHasSeen()
    {
        var measured = new ConcurrentBag<double>();
        await using var target = new ScriptedTarget(async (connection, request) =>
        {
            var watch = Stopwatch.StartNew();
            var number = int.Parse(Target(request)[1..], CultureInfo.InvariantCulture);
            if (number % 10 == 9)
            {
                connection.Reset();
                return;
            }

            await Task.Delay(number % 10 == 8 ? s_pause : TimeSpan.Zero);
            measured.Add(watch.Elapsed.TotalMilliseconds);
            await connection.SendAsync($"HTTP/1.1 {(number % 10 < 2 ? 503 : number % 10 < 5 ? 404 : 200)} X\r\nContent-Length: 0\r\n\r\n");
        });
        var (port, counters) = (FreePort.Next(), FreePort.Next());
        await using var program = _place.Start(
            "--input-http", $"127.0.0.1:{port}", "--output-http", target.Address, "--http-pprof", $"127.0.0.1:{counters}");
        await program.WaitUntilAsync(() => program.Error.Contains("listening on", StringComparison.Ordinal), "the listener");

        // A request whose connection is lost is sent once more unless that could do harm.
        await ToolProcess.RunAsync("curl", "--silent", "--data", "x", $"http://127.0.0.1:{port}/[0-199]");
        var text = "";
        await program.WaitUntilAsync(() => Sum(text = Get($"http://127.0.0.1:{counters}/metrics"), "tapedeck_replay_requests_total") == 200, "every answer");
        Assert.Equal((180, 20), (Value(text, "outcome=\"answered\""), Value(text, "outcome=\"failed\"")));
        Assert.Equal((40, 60, 80), (Value(text, "status=\"503\""), Value(text, "status=\"404\""), Value(text, "status=\"200\"")));
        Assert.Equal((20, 180), (Value(text, "station=\"output 1\",fate=\"reset\""), Value(text, "station=\"output 1\",fate=\"delivered\"")));

        // No answer is faster than the target that gave it; how much slower it is depends on what else the machine does.
        var log = measured.Order().ToList();
        var service = new[] { ("0.5", 50), ("0.95", 95), ("0.99", 99) }.Select(one =>
            (Reported: Value(text, $"tapedeck_replay_service_milliseconds{{quantile=\"{one.Item1}\""), Logged: log[(one.Item2 * log.Count / 100) - 1])).ToList();
        Assert.All(service, one => Assert.InRange(one.Reported, one.Logged * 0.99, double.MaxValue));
        Assert.Equal(service.Select(one => one.Reported).Order(), service.Select(one => one.Reported));
        (await Workplace.StopAsync(program)).Succeeded();
    }

    [Fact]
    public async Task Check090_Elasticsearch_GetsOneDocumentForEachExchangeWithTheFieldsOfTheSpecification()
    {
        await using var elasticsearch = new BulkServer();
        await using var target = new ScriptedTarget((connection, _) => connection.SendAsync(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nCache-Control: no-store\r\nVary: Accept\r\nSet-Cookie: a=b\r\nExpires: 0\r\nContent-Length: 2\r\n\r\nok"));
        const string Headers = "Host: h\r\nUser-Agent: agent\r\nAccept: a\r\nAccept-Language: de\r\nAccept-Encoding: gzip\r\nIf-Modified-Since: then\r\nCookie: c=d\r\n";
        _place.Write("in.gor", [.. Enumerable.Range(0, 40).Select(i => GorRecord.Get(i, 0, $"/{i}?q=%20", Headers)), GorRecord.Get(40, 0, headers: "Host: h\r\n")]);
        (await _place.RunAsync(
            "--input-file", "in.gor", "--output-http", target.Address, "--output-http-elasticsearch", $"localhost:{elasticsearch.Port}/gor")).Succeeded();

        var documents = elasticsearch.Stored.Select(stored => stored.Document).ToDictionary(document => document.GetProperty("Req_URL").GetString()!);
        Assert.All(elasticsearch.Stored, stored => Assert.Equal("gor", stored.Index));
        Assert.Equal(41, documents.Count);
        string[] answered = ["Resp_Status", "Resp_Status-Code", "Resp_Proto", "Resp_Content-Length", "Resp_Content-Type", "Resp_Expires", "Resp_Cache-Control", "Resp_Vary", "Resp_Set-Cookie", "RTT", "Timestamp"];
        string[] asked = ["Req_URL", "Req_Method", "Req_User-Agent"];
        string[] optional = ["Req_Accept-Language", "Req_Accept", "Req_Accept-Encoding", "Req_If-Modified-Since", "Req_Cookies"];
        Assert.Equal(asked.Concat(optional).Concat(answered).Order(StringComparer.Ordinal), NamesOf(documents["/7?q=%20"]));
        Assert.Equal(asked.Concat(answered).Order(StringComparer.Ordinal), NamesOf(documents["/40"]));

        var full = documents["/7?q=%20"];
        Assert.Equal(
            ["GET", "agent", "de", "c=d", "200", "200", "HTTP/1.1", "2", "a=b"],
            new[] { "Req_Method", "Req_User-Agent", "Req_Accept-Language", "Req_Cookies", "Resp_Status", "Resp_Status-Code", "Resp_Proto", "Resp_Content-Length", "Resp_Set-Cookie" }
                .Select(name => full.GetProperty(name).GetString()));
        Assert.Matches(@"^\d+$", full.GetProperty("RTT").GetRawText());
        Assert.Matches(@"^""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z""$", full.GetProperty("Timestamp").GetRawText());
    }

    private static string Target(byte[] request) => Encoding.Latin1.GetString(request).Split(' ')[1];

    private static IEnumerable<string> NamesOf(JsonElement document) => document.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    private static string Get(string url) => ToolProcess.RunAsync("curl", "--silent", url).GetAwaiter().GetResult().Output;

    private static double Sum(string metrics, string name) => Regex.Matches(metrics, $@"(?m)^{name}\{{.*\}} ([\d.E+-]+)$").Sum(Number);

    private static double Value(string metrics, string part) => Number(Regex.Match(metrics, $@"(?m)^.*{Regex.Escape(part)}.*\}} ([\d.E+-]+)$"));

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
}
