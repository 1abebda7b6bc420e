using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Http;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Formats;

public class HarInputTests
{
    private const string Started = "2026-03-01T10:00:00.500+01:00";
    private const long StartedNanoseconds = 1_772_355_600_500_000_000;

    [Fact]
    public async Task Read_Entry_IsRequestAndResponseOfTheSameMeaning()
    {
        var (records, _) = await ReadAsync(Archive(Entry(
            """
            "method": "POST", "url": "https://shop.example:8443/cart%20a?x=1&y=%2F#top",
            "headers": [ { "name": ":authority", "value": "shop.example:8443" }, { "name": "content-type", "value": "application/json" }, { "name": "content-length", "value": "999" } ],
            "postData": { "mimeType": "application/json", "text": "{\"a\":\"ä\"}" }
            """,
            """
            "status": 201, "statusText": "Created",
            "headers": [ { "name": "Content-Encoding", "value": "gzip" }, { "name": "Set-Cookie", "value": "a=1\nb=2" } ],
            "content": { "size": 3, "text": "AAEC", "encoding": "base64" }
            """)));

        Assert.Equal([RecordKind.Request, RecordKind.Response], records.Select(record => record.Kind));
        Assert.Equal(records[0].Id, records[1].Id);
        Assert.Equal(24, records[0].Id.Span.Length);
        Assert.Equal(
            "POST /cart%20a?x=1&y=%2F HTTP/1.1\r\nHost: shop.example:8443\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{\"a\":\"ä\"}",
            records[0].Text());
        Assert.Equal("HTTP/1.1 201 Created\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 3\r\n\r\n\0\u0001\u0002", records[1].Text());
        Assert.Equal((StartedNanoseconds, 0L), (records[0].Timestamp, records[0].Latency));
        Assert.Equal((StartedNanoseconds + 100_000_000, 20_000_000L), (records[1].Timestamp, records[1].Latency));
    }

    [Theory]
    [InlineData("\"status\": 0", 1)]
    [InlineData("\"status\": 204, \"headers\": [ { \"name\": \"Content-Length\", \"value\": \"0\" } ], \"content\": { \"text\": \"x\" }", 2)]
    public async Task Read_ResponseWithoutBody_HasNone(string response, int count)
    {
        var (records, _) = await ReadAsync(Archive(Entry("\"method\": \"GET\", \"url\": \"http://h\"", response)));
        Assert.Equal(count, records.Count);
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\n\r\n", records[0].Text());
        Assert.All(records.Skip(1), record => Assert.Equal("HTTP/1.1 204 \r\n\r\n", record.Text()));
    }

    [Theory]
    [InlineData("{ \"name\": \"a\", \"value\": \"1\" }, { \"name\": \"hOST\", \"value\": \"h\" }", "a: 1\r\nhOST: h\r\n")]
    [InlineData("{ \"name\": \"Content-Length\", \"value\": \"7\" }, { \"name\": \"a\", \"value\": \"1\" }", "Host: h\r\nContent-Length: 0\r\na: 1\r\n")]
    public async Task Read_Headers_StayWhereTheyWere(string headers, string expected)
    {
        var (records, _) = await ReadAsync(Archive(Entry($"\"method\": \"GET\", \"url\": \"http://h/a b/ü\", \"httpVersion\": \"http/1.0\", \"headers\": [ {headers} ]")));
        Assert.Equal($"GET /a%20b/%C3%BC HTTP/1.0\r\n{expected}\r\n", records[0].Text());
    }

    [Fact]
    public async Task Read_AnswerToHead_KeepsTheLengthItTells()
    {
        var (records, _) = await ReadAsync(Archive(Entry(
            "\"method\": \"HEAD\", \"url\": \"http://h/\"", "\"status\": 200, \"headers\": [ { \"name\": \"Content-Length\", \"value\": \"5\" } ], \"content\": { \"size\": 0 }")));
        Assert.Equal("HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\n", records[1].Text());
    }

    [Fact]
    public async Task Read_FormWithoutText_IsPutTogether()
    {
        var (records, _) = await ReadAsync(Archive(Entry(
            "\"method\": \"POST\", \"url\": \"http://h/\", \"postData\": { \"params\": [ { \"name\": \"a b\", \"value\": \"1&2\" }, { \"name\": \"c\", \"value\": \"\" } ] }")));
        Assert.EndsWith("Content-Length: 14\r\n\r\na%20b=1%262&c=", records[0].Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=XyZ", "multipart/form-data; boundary=XyZ", "XyZ")]
    [InlineData("multipart/form-data; boundary=\\\"X y\\\"", "multipart/form-data; boundary=\"X y\"", "X y")]
    [InlineData("multipart/form-data", "multipart/form-data; boundary=----TapeDeckForm8113dd8b69f32857", "----TapeDeckForm8113dd8b69f32857")]
    [InlineData("multipart/form-data; boundary=taken", "multipart/form-data; boundary=----TapeDeckForm8113dd8b69f32857", "----TapeDeckForm8113dd8b69f32857")]
    public async Task Read_FormOfSeveralPartsWithoutText_IsPutTogetherWithItsBoundary(string type, string expected, string boundary)
    {
        var (records, accounts) = await ReadAllAsync(Archive(Entry(
            $$"""
            "method": "POST", "url": "http://h/", "headers": [ { "name": "content-type", "value": "{{type}}" }, { "name": "Content-Length", "value": "99" } ],
            "postData": { "mimeType": "multipart/form-data", "params": [
              { "name": "a\"b", "value": "x\r\n--taken é" }, { "name": "file", "value": "1,2", "fileName": "t.csv", "contentType": "text/csv" }, { "name": "picture", "fileName": "p.png" } ] }
            """)));
        var body = $"--{boundary}\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\nx\r\n--taken é\r\n"
            + $"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"t.csv\"\r\nContent-Type: text/csv\r\n\r\n1,2\r\n"
            + $"--{boundary}\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"p.png\"\r\n\r\n\r\n--{boundary}--\r\n";
        Assert.Equal($"POST / HTTP/1.1\r\nHost: h\r\ncontent-type: {expected}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}", records[0].Text());
        Assert.Equal(["a%22b", "file", "picture"], MultipartForm.Fields(expected, Encoding.UTF8.GetBytes(body))!.Select(field => field.Name));
        Assert.Equal(("files of forms without content", 1), (accounts[1].Name, accounts[1].Dropped[LedgerReason.Incomplete]));
    }

    [Theory]
    [InlineData("\"params\": [ { \"name\": \"f\", \"value\": \"1\", \"fileName\": \"f.txt\" } ]", "Content-Type: multipart/form-data; boundary=----TapeDeckForm")]
    [InlineData("\"mimeType\": \"application/x-www-form-urlencoded\", \"params\": [ { \"name\": \"f\" } ]", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2\r\n\r\nf=")]
    [InlineData("\"params\": [ { \"name\": \"a%20b+c\", \"value\": \"1+1 = 100%\" } ]", "Content-Length: 28\r\n\r\na%20b+c=1%2B1%20%3D%20100%25")]
    [InlineData("\"text\": \"a=1\", \"params\": [ { \"name\": \"a\", \"value\": \"2\" } ]", "Content-Length: 3\r\n\r\na=1")]
    [InlineData("\"text\": \"a=1\", \"params\": null", "Content-Length: 3\r\n\r\na=1")]
    public async Task Read_FieldsOfAForm_AreSentAsTheirTypeSays(string form, string expected) => Assert.Contains(
        expected, (await ReadAllAsync(Archive(Entry($"\"method\": \"POST\", \"url\": \"http://h/\", \"postData\": {{ {form} }}")))).Records[0].Text(), StringComparison.Ordinal);

    [Fact]
    public async Task Read_WebSocket_IsTheUpgradeAndItsMessagesAreCounted()
    {
        const string Upgrade = "\"method\": \"GET\", \"url\": \"wss://h/chat\", \"headers\": [ { \"name\": \"Upgrade\", \"value\": \"websocket\" }, { \"name\": \"Connection\", \"value\": \"Upgrade\" } ]";
        const string Switching = "\"status\": 101, \"statusText\": \"Switching Protocols\", \"headers\": [ { \"name\": \"Upgrade\", \"value\": \"websocket\" } ], \"content\": { \"size\": 0, \"mimeType\": \"x-unknown\" }";
        const string Messages = "\"_webSocketMessages\": [ { \"type\": \"send\", \"time\": 1.5, \"opcode\": 1, \"data\": \"{}\" }, { \"type\": \"receive\", \"data\": [ 1, [ 2 ] ] } ]";
        var chat = Entry(Upgrade, Switching);
        var (records, accounts) = await ReadAllAsync(Archive(chat.Replace("\"time\"", $"{Messages}, \"time\"", StringComparison.Ordinal), chat.Replace("\"time\"", "\"_webSocketMessages\": null, \"time\"", StringComparison.Ordinal)));

        Assert.Equal(4, records.Count);
        Assert.Equal("GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", records[0].Text());
        Assert.Equal("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", records[1].Text());
        Assert.Equal([("entries", 2, 0), ("WebSocket messages", 2, 2)], accounts.Select(account => (account.Name, account.Seen, account.TotalDropped)));
        Assert.Equal(2, accounts[1].Dropped[LedgerReason.NotApplicable]);
    }

    /// <summary>Whatever would make another message of it is counted, and the rest is read on.</summary>
    [Theory]
    [InlineData("\"method\": \"GET\", \"url\": \"/relative\"")]
    [InlineData("\"method\": \"GE T\", \"url\": \"http://h/\"")]
    [InlineData("\"method\": \"GET\", \"url\": \"http://h/\", \"headers\": [ { \"name\": \"a: b\\r\\nc\", \"value\": \"\" } ]")]
    [InlineData("\"method\": \"GET\", \"url\": \"http://h/\", \"headers\": [ { \"name\": \"a\", \"value\": \"x\\ry\" } ]")]
    [InlineData("\"method\": \"GET\", \"url\": \"http://h/a\\r\\nb\"")]
    [InlineData("\"method\": \"POST\", \"url\": \"http://h/\", \"postData\": { \"text\": \"?\", \"encoding\": \"base64\" }")]
    [InlineData("\"method\": \"GET\", \"url\": \"chrome-extension://h/a.js\"")]
    [InlineData("\"url\": \"http://h/\"")]
    [InlineData("\"method\": 5, \"url\": \"http://h/\"")]
    public async Task Read_EntryThatIsNoMessage_IsCounted(string request)
    {
        var good = Entry("\"method\": \"GET\", \"url\": \"http://h/good\"");
        var (records, account) = await ReadAsync(Archive(good, Entry(request), good));
        Assert.Equal(2, records.Count);
        Assert.Equal((3, 1), (account.Seen, account.Dropped[LedgerReason.Malformed]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Read_AnyPieces_GiveTheSame(int bytesPerRead)
    {
        var entries = Enumerable.Range(0, 40).Select(i => Entry($"\"method\": \"GET\", \"url\": \"http://h/{i}\", \"comment\": \"{new string('x', i * 97)}\"")).ToArray();
        var bytes = Encoding.UTF8.GetBytes(
            "\uFEFF{ \"entries\": [ { \"log\": 1 } ], \"log\": { \"version\": \"1.2\", \"pages\": [ { \"entries\": [ 1 ] } ], \"creator\": { \"entries\": [] }, \"entries\": [" + string.Join(',', entries) + "], \"more\": [ {} ] } }");
        var (records, _) = await FormatReading.ReadAsync(ledger => new HarInput(new TricklingStream(bytes, bytesPerRead), ledger));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"GET /{i} HTTP/1.1"), records.Select(record => record.Text().Split('\r')[0]));
        Assert.Equal(40, records.Select(record => record.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("{ \"log\": { \"entries\": [ { \"request\": ", "no valid JSON")]
    [InlineData("{ \"log\": { \"entries\": [ {} x ] } }", "no valid JSON at byte 2")]
    [InlineData("{ \"log\": { \"pages\": [] } }", "no log.entries")]
    [InlineData("{ \"hello\": [] }", "no log.entries")]
    [InlineData("{", "no valid JSON")]
    public async Task Read_NoArchive_SaysWhatIsWrong(string text, string reason)
    {
        var failure = await Assert.ThrowsAsync<IOException>(() => FormatReading.ReadAsync(ledger => new HarInput(new MemoryStream(Encoding.UTF8.GetBytes(text)), ledger)));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    private static string Entry(string request, string response = "\"status\": 0") =>
        $$"""{ "startedDateTime": "{{Started}}", "time": 120, "request": { {{request}} }, "response": { {{response}} }, "timings": { "receive": 20 } }""";

    private static string Archive(params string[] entries) => $$"""{ "log": { "version": "1.2", "entries": [ {{string.Join(",", entries)}} ] } }""";

    private static Task<(IReadOnlyList<Record> Records, IReadOnlyList<LedgerEntry> Accounts)> ReadAllAsync(string archive) =>
        FormatReading.ReadAllAsync(ledger => new HarInput(new MemoryStream(Encoding.UTF8.GetBytes(archive)), ledger));

    private static Task<(IReadOnlyList<Record> Records, LedgerEntry Account)> ReadAsync(string archive) =>
        FormatReading.ReadAsync(ledger => new HarInput(new MemoryStream(Encoding.UTF8.GetBytes(archive)), ledger));
}
