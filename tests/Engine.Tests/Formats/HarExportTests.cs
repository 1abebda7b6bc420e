using System.Text;
using System.Text.Json;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Http;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Formats;

public sealed class HarExportTests
{
    private const string Validate = """
        const har = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'));
        require(process.argv[2]).har(har).then(() => console.log('valid'), error => console.log(JSON.stringify(error.errors)));
        """;

    private static readonly byte[] s_archive = ExportSamples.Export(new HarExport(), ExportSamples.All);

    private static JsonElement Entry(int number) => JsonDocument.Parse(s_archive).RootElement.GetProperty("log").GetProperty("entries")[number];

    [Fact]
    public async Task Write_Exchanges_FitsTheSchemaOfTheFormat()
    {
        using var folder = new TempFolder();
        var file = folder.File("x.har");
        await File.WriteAllBytesAsync(file, s_archive, TestContext.Current.CancellationToken);
        var validator = Path.Combine(Repository.Root, "artifacts", "npm", "node_modules", "har-validator");
        Assert.True(Directory.Exists(validator), "har-validator is not installed; ./test does it.");

        var (_, output, _) = await ToolProcess.RunAsync("node", "-e", Validate, file, validator);

        Assert.Equal("valid", output.Trim());
    }

    [Fact]
    public void Write_Bodies_AreDecodedTextOrBase64()
    {
        Assert.Equal("{\"packed\":true}", Entry(1).GetProperty("response").GetProperty("content").GetProperty("text").GetString());
        Assert.Equal("base64", Entry(2).GetProperty("request").GetProperty("postData").GetProperty("encoding").GetString());
        Assert.Equal(256, Entry(2).GetProperty("response").GetProperty("content").GetProperty("text").GetBytesFromBase64().Length);
        Assert.Equal("Zürich 🔔", Entry(5).GetProperty("request").GetProperty("postData").GetProperty("text").GetString());
    }

    [Fact]
    public void Write_Times_AddUp()
    {
        Assert.Equal("2025-12-17T19:33:20.123456789Z", Entry(0).GetProperty("startedDateTime").GetString());
        Assert.Equal(1500.001, Entry(0).GetProperty("time").GetDouble(), 6);
    }

    [Fact]
    public void Write_WithoutAnswerOrRequest_IsStatusZeroOrCounted()
    {
        Assert.Equal(0, Entry(4).GetProperty("response").GetProperty("status").GetInt32());
        Assert.Equal("Left out: 1 responses whose request was not recorded.", JsonDocument.Parse(s_archive).RootElement.GetProperty("log").GetProperty("comment").GetString());
    }

    [Fact]
    public async Task Write_ReadAgain_AsksTheSame()
    {
        var input = new HarInput(new MemoryStream(s_archive), new Ledger());
        var requests = new List<Record>();
        await foreach (var batch in input.ReadAsync(TestContext.Current.CancellationToken))
        {
            requests.AddRange(batch.ToArray().Where(record => record.Kind == RecordKind.Request));
        }

        var asked = ExportSamples.All.Select(exchange => exchange.Request).OfType<Record>().ToArray();
        Assert.Equal(
            asked.Select(request => ExportSamples.MeaningOf(request.Payload.ToArray()).Replace("\"", "%22", StringComparison.Ordinal)),
            requests.Select(request => ExportSamples.MeaningOf(request.Payload.ToArray())));
        Assert.Equal("shop.example.com", Encoding.ASCII.GetString(new HttpRequestView(requests[0].Payload).Host));
    }

    /// <summary>What archives keep of a message comes back byte for byte, in its place.</summary>
    [Theory]
    [InlineData("GET /a HTTP/1.1\r\nX: 1\r\nhost: h\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")]
    [InlineData("GET /nohost HTTP/1.0\r\nX: 1\r\n\r\n", "HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Length: 2\r\n\r\n\u00fc")]
    public async Task Write_ReadAgain_GivesTheSameBytes(string request, string response)
    {
        Record[] records =
        [
            new() { Kind = RecordKind.Request, Id = RecordId.From("0102030405060708"), Timestamp = ExportSamples.Start, Payload = Encoding.UTF8.GetBytes(request) },
            new() { Kind = RecordKind.Response, Id = RecordId.From("0102030405060708"), Timestamp = ExportSamples.Start, Payload = Encoding.UTF8.GetBytes(response) },
        ];
        var archive = ExportSamples.Export(new HarExport(), [new RecordedExchange(ExchangeSummarizer.Summarize(0, records[0], records[1]), records[0], records[1])]);
        var (read, _) = await FormatReading.ReadAsync(ledger => new HarInput(new MemoryStream(archive), ledger));
        Assert.Equal([request, response], read.Select(record => Encoding.UTF8.GetString(record.Payload.Span)));
    }
}
