using System.Diagnostics;
using System.Text;
using System.Text.Json;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table F: Kafka (spec §13, 113–114; §9), with brokers of librdkafka and messages read by kcat.</summary>
public sealed class KafkaTests : IDisposable
{
    private const string Topic = "kafka-log";

    private readonly Workplace _place = new();
    private readonly MockKafka _kafka = new(brokers: 3);

    public KafkaTests() => _kafka.CreateTopic(Topic, 1);

    public void Dispose()
    {
        _kafka.Dispose();
        _place.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check113_RecordsThroughSeveralBrokers_AreTheSameRequests(bool json)
    {
        var sent = Enumerable.Range(0, 20).Select(i => GorRecord.Of('1', i, i, $"POST /{i}?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{i:d2}")).ToList();
        await ProduceAsync(sent, $"--output-kafka-json-format={json}");
        Assert.Equal(3, _kafka.Brokers.Count);
        var received = await ConsumeAsync(sent.Count, "--input-kafka-offset", "-2", $"--input-kafka-json-format={json}");
        Assert.Equal(sent.Select(record => Same(record, json)), received.Select(record => Same(record, json)));
    }

    [Fact]
    public async Task Check113_TextMessage_IsHeaderLineAndPayloadWithoutSeparator()
    {
        var sent = GorRecord.Gets(3, 1);
        await ProduceAsync(sent);
        Assert.Equal(sent.Select(record => $"{record.Header}\n{record.Payload}"), (await Kcat.ConsumeAsync(_kafka, Topic)).Select(message => Encoding.Latin1.GetString(message.Value)));
    }

    [Fact]
    public async Task Check113_JsonMessage_HasTheNamesOfGoReplay()
    {
        await ProduceAsync(
            [GorRecord.Of('1', 1, 0, "POST /p?a=1 HTTP/1.1\r\nhost: h\r\nX-Two: a\r\nX-Two: b\r\nContent-Length: 4\r\n\r\nbody"), GorRecord.Response(1, 1)], "--output-kafka-json-format");
        var messages = (await Kcat.ConsumeAsync(_kafka, Topic)).Select(message => JsonDocument.Parse(message.Value).RootElement).ToList();
        Assert.Equal(
            ["/p?a=1", "1", $"{1:x24}", $"{GorRecord.Start}", "POST", "body"],
            new[] { "Req_URL", "Req_Type", "Req_ID", "Req_Ts", "Req_Method", "Req_Body" }.Select(name => messages[0].GetProperty(name).GetString()!));
        Assert.Equal(
            ["Content-Length=4", "Host=h", "X-Two=a, b"],
            messages[0].GetProperty("Req_Headers").EnumerateObject().Select(header => $"{header.Name}={header.Value.GetString()}").Order(StringComparer.Ordinal));
        Assert.Equal(["", "2", "HTTP/1.1", "ok"], new[] { "Req_URL", "Req_Type", "Req_Method", "Req_Body" }.Select(name => messages[1].GetProperty(name).GetString()!));
    }

    /// <summary>Never too fast; that it is not too slow shows where the recording took ten minutes.</summary>
    [Theory]
    [InlineData("-2|200%", 30, 1.45)]
    [InlineData("-2|20000%", 6000, 1.495)]
    public async Task Check114_OldestOffsetWithASpeed_ReplaysAllInThatTime(string offset, double gap, double seconds)
    {
        var sent = GorRecord.Gets(gap > 100 ? 51 : 101, gap);
        await ProduceAsync(sent);
        var watch = Stopwatch.StartNew();
        var received = await ConsumeAsync(sent.Count, "--input-kafka-offset", offset);
        Assert.InRange(watch.Elapsed.TotalSeconds, seconds, 120);
        Assert.Equal(sent.Select(record => record.Payload), received.Select(record => record.Payload));
    }

    /// <summary>A record as it should come back: JSON carries neither latency nor the order of headers.</summary>
    private static string Same(GorRecord record, bool json) => json
        ? string.Join('\n', record.Header.Split(' ')[..3].Concat(record.Payload.Split("\r\n").Order(StringComparer.Ordinal)))
        : $"{record.Header}\n{record.Payload}";

    private async Task ProduceAsync(IReadOnlyList<GorRecord> records, params string[] options)
    {
        _place.Write("in.gor", records);
        var outcome = (await _place.RunAsync(["--input-file", "in.gor|max", "--output-kafka-host", _kafka.List, "--output-kafka-topic", Topic, .. options])).Succeeded();
        Assert.Equal(records.Count, outcome.Count("output 1", 1));
    }

    private async Task<IReadOnlyList<GorRecord>> ConsumeAsync(int count, params string[] options)
    {
        await using var reader = _place.Start(["--input-kafka-host", _kafka.List, "--input-kafka-topic", Topic, "--output-stdout", .. options]);
        return await Workplace.CapturedAsync(reader, count);
    }
}
