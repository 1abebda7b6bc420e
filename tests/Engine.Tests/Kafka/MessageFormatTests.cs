using System.Text;
using System.Text.Json.Nodes;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Kafka;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Kafka;

public class MessageFormatTests
{
    private static readonly string[] s_goldenJson = File.ReadAllLines(SharedData.Path("golden", "wire", "kafka.json-true"));
    private static readonly List<Record> s_golden = GorText.ReadFile(SharedData.Path("golden", "wire", "kafka.json-false")).Records;

    /// <summary>GoReplay writes no JSON for a payload that is no HTTP; we do.</summary>
    private static readonly RecordId s_noHttp = RecordId.From("c30000000000000000000000");

    /// <summary>GoReplay does not know the method PROPFIND and loses target and headers; we do not.</summary>
    private static readonly RecordId s_propfind = RecordId.From("c20000000000000000000000");

    /// <summary>A body that is no UTF-8.</summary>
    private static readonly RecordId s_binary = RecordId.From("c40000000000000000000000");

    /// <summary>A repeated header, of which GoReplay's members make one, and HTTP/1.0, of which they make HTTP/1.1.</summary>
    private static readonly RecordId[] s_lossy = [RecordId.From("b70000000000000000000000"), RecordId.From("b80000000000000000000000")];

    [Fact]
    public void WriteText_GoldenRecords_IsHeaderLineAndPayload()
    {
        var messages = File.ReadAllText(SharedData.Path("golden", "wire", "kafka.json-false"), Encoding.Latin1).Split(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(GorText.Separator)));
        Assert.Equal(messages[..^1], s_golden.Select(record => Encoding.Latin1.GetString(MessageFormat.Write(record, KafkaFormat.Text))));
    }

    [Fact]
    public void WriteJson_GoldenRecords_HasGoReplaysMembersAndAddsWhatTheyLose()
    {
        foreach (var (record, json) in GoldenPairs())
        {
            var (ours, theirs) = (Parse(MessageFormat.Write(record, KafkaFormat.Json)), Parse(Encoding.UTF8.GetBytes(json)));
            foreach (var name in Added(record))
            {
                Assert.True(ours.Remove(name));
            }

            Assert.Equal(theirs.Select(member => member.Key), ours.Select(member => member.Key));
            Assert.True(JsonNode.DeepEquals(theirs, ours), $"{theirs.ToJsonString()}\n{ours.ToJsonString()}");
        }

        static string[] Added(Record record) =>
            s_lossy.Contains(record.Id) ? ["Req_Head64"] : record.Id == s_binary ? ["Req_Body64"] : record.Kind == RecordKind.Request ? [] : ["Resp_Status"];
    }

    [Fact]
    public void ReadJson_GoldenMessages_GivesTheirRequestsAndSaysWhyNotTheirResponses()
    {
        foreach (var (golden, json) in GoldenPairs())
        {
            var record = MessageFormat.Read(Encoding.UTF8.GetBytes(json), KafkaFormat.Json, out var reason);
            if (golden.Kind != RecordKind.Request)
            {
                Assert.Equal((null, "A response without Resp_Status, as GoReplay writes them, cannot be made again."), (record, reason));
                continue;
            }

            Assert.Equal((golden.Kind, golden.Id, golden.Timestamp, -1), (record!.Kind, record.Id, record.Timestamp, record.Latency));
            Assert.Equal(Meaning(golden).Replace("HTTP/1.0", "HTTP/1.1", StringComparison.Ordinal), Meaning(record));
        }
    }

    [Fact]
    public void WriteJson_WhatGoReplayLeavesOut_IsWritten()
    {
        var written = s_golden.Where(record => record.Id == s_propfind || record.Id == s_noHttp).Select(record => (record, MessageFormat.Write(record, KafkaFormat.Json))).ToList();
        Assert.Equal("/dav?user_id=9", (string?)Parse(written[0].Item2)["Req_URL"]);
        Assert.All(written, pair => Assert.Equal(Meaning(pair.record), Meaning(MessageFormat.Read(pair.Item2, KafkaFormat.Json, out _)!)));
    }

    [Fact]
    public void ReadText_GoldenMessages_GivesTheirRecords() => Assert.All(s_golden, record =>
        Assert.Equal(GorText.Write([record]), GorText.Write([MessageFormat.Read(MessageFormat.Write(record, KafkaFormat.Text), KafkaFormat.Text, out _)!])));

    [Theory]
    [InlineData("POST /up HTTP/1.1\r\nContent-Length: 4\r\nHost: h\r\n\r\n\0ÿþé", false)]
    [InlineData("POST /é HTTP/1.1\r\nX-N: naïve\r\n\r\n", true)] // Latin-1, no UTF-8
    [InlineData("GET / HTTP/1.0\r\nHost: h\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nCookie: a=1\r\ncookie: b=2\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nX: folded\r\n over\r\n\r\n", true)]
    [InlineData("no HTTP at all", true)]
    [InlineData("POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", false)]
    public void Json_WhatItsMembersCannotCarry_ComesBackByteForByte(string payload, bool needsHead)
    {
        var record = Records.Request(7, timestamp: 1_700_000_000_000_000_001) with { Payload = Encoding.Latin1.GetBytes(payload) };
        var message = MessageFormat.Write(record, KafkaFormat.Json);
        Assert.Equal(needsHead, Parse(message).ContainsKey("Req_Head64"));
        var back = MessageFormat.Read(message, KafkaFormat.Json, out _)!;
        Assert.Equal((record.Kind, record.Id, record.Timestamp), (back.Kind, back.Id, back.Timestamp));
        Assert.Equal(payload, Encoding.Latin1.GetString(back.Payload.Span));
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nX-A: b\r\n\r\nno")]
    [InlineData("HTTP/1.0 204\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nSet-Cookie: a=1, 2\r\nSet-Cookie: b=2\r\n\r\n")]
    public void Json_Response_ComesBackWithItsStatus(string payload)
    {
        var record = Records.Response(7) with { Payload = Encoding.Latin1.GetBytes(payload), Kind = RecordKind.ReplayedResponse };
        var back = MessageFormat.Read(MessageFormat.Write(record, KafkaFormat.Json), KafkaFormat.Json, out _)!;
        Assert.Equal(payload, Encoding.Latin1.GetString(back.Payload.Span));
        Assert.Equal(RecordKind.ReplayedResponse, back.Kind);
    }

    [Theory]
    [InlineData("", "It is no JSON")]
    [InlineData("{", "It is no JSON")]
    [InlineData("[]", "It is no JSON object.")]
    [InlineData("""{"Req_Type":1}""", "Req_Type is no string.")]
    [InlineData("""{"Req_Type":"x"}""", "Req_Type is 'x', not one digit.")]
    [InlineData("""{"Req_Type":"1","Req_ID":"a b"}""", "Req_ID is missing or has blanks.")]
    [InlineData("""{"Req_Type":"1","Req_ID":"a","Req_Ts":"now"}""", "Req_Ts is 'now', not a number.")]
    [InlineData("""{"Req_Type":"1","Req_ID":"a","Req_Ts":"1","Req_Method":"GET"}""", "Req_URL is missing.")]
    [InlineData("""{"Req_Type":"1","Req_ID":"a","Req_Ts":"1","Req_Method":"GET","Req_URL":"/ HTTP/1.1\r\nX: y"}""", "Req_URL has a line end.")]
    [InlineData("""{"Req_Type":"1","Req_ID":"a","Req_Ts":"1","Req_Method":"GET","Req_URL":"/","Req_Headers":{"A":"b\nC: d"}}""", "A has a line end.")]
    [InlineData("""{"Req_Type":"1","Req_ID":"a","Req_Ts":"1","Req_Method":"GET","Req_URL":"/","Req_Headers":{"A\r\nB":"c"}}""", "Req_Headers has a member that is no header's name.")]
    [InlineData("""{"Req_Type":"1","Req_ID":"a","Req_Ts":"1","Req_Method":"GET","Req_URL":"\ud800"}""", "It is no JSON")]
    [InlineData("""{"Req_Type":"1","Req_ID":"a","Req_Ts":"1","Req_Method":"GET","Req_URL":"/","Req_Body64":"?"}""", "Req_Body64 is no base64.")]
    public void ReadJson_Broken_SaysWhatIsWrong(string message, string reason)
    {
        Assert.Null(MessageFormat.Read(Encoding.UTF8.GetBytes(message), KafkaFormat.Json, out var told));
        Assert.StartsWith(reason, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("1 a 5 0\n")]
    public void ReadText_Broken_SaysSo(string message)
    {
        Assert.Null(MessageFormat.Read(Encoding.UTF8.GetBytes(message), KafkaFormat.Text, out var reason));
        Assert.NotEmpty(reason!);
    }

    [Theory]
    [InlineData("ea601f400a00000501020304", "ea601f400a000005")]
    [InlineData("short", "short")]
    public void KeyOf_Id_IsItsConnection(string id, string key) => Assert.Equal(key, Encoding.ASCII.GetString(MessageFormat.KeyOf(RecordId.From(id))));

    /// <summary>The golden records of which GoReplay wrote JSON that holds what it should, with that JSON.</summary>
    private static IEnumerable<(Record Record, string Json)> GoldenPairs()
    {
        var written = s_golden.Where(record => record.Id != s_noHttp).ToList();
        Assert.Equal(s_goldenJson.Length, written.Count);
        return written.Zip(s_goldenJson).Where(pair => pair.First.Id != s_propfind);
    }

    private static JsonObject Parse(byte[] json) => JsonNode.Parse(json)!.AsObject();

    /// <summary>A request without what GoReplay's members do not keep: case and order of header names, how often one comes.</summary>
    private static string Meaning(Record record)
    {
        var view = new HttpRequestView(record.Payload);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var header in view.Headers)
        {
            var (name, value) = (Encoding.UTF8.GetString(header.Name).ToUpperInvariant(), Encoding.UTF8.GetString(header.Value));
            headers[name] = headers.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }

        return $"{Encoding.UTF8.GetString(view.Method)} {Encoding.UTF8.GetString(view.Target)} {Encoding.UTF8.GetString(view.Version)} {string.Join('|', headers)} {Encoding.UTF8.GetString(view.Body.Span)}";
    }
}
