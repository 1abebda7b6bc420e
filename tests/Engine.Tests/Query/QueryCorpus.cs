using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TapeDeck.Engine.Http;
using TapeDeck.TestKit;
using ZstdSharp;

namespace TapeDeck.Engine.Tests.Query;

/// <summary>The exchanges and queries of <c>conformance.json</c>, which both ways of running a query answer alike.</summary>
internal static class QueryCorpus
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private static readonly CorpusFile s_file = JsonSerializer.Deserialize<CorpusFile>(
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Engine.Tests", "Query", "conformance.json")), s_json)!;

    /// <summary>When relative moments are asked.</summary>
    public static DateTimeOffset Now => s_file.Now;

    public static IReadOnlyList<(string Query, int[] Finds)> Queries { get; } = [.. s_file.Queries.Select(asked => (asked.Query, asked.Finds))];

    public static IReadOnlyList<(ExchangeSummary Summary, Record Request, Record? Response)> Exchanges { get; } = [.. s_file.Exchanges.Select(Make)];

    public static IEnumerable<Record> Records => Exchanges.SelectMany(exchange => new[] { exchange.Request, exchange.Response }).OfType<Record>();

    private static (ExchangeSummary Summary, Record Request, Record? Response) Make(CorpusExchange exchange, int number)
    {
        var time = (exchange.Time - DateTimeOffset.UnixEpoch).Ticks * 100;
        var id = exchange.Id ?? $"{number:x24}";
        var request = Message(RecordKind.Request, id, time, exchange.Request, exchange.RequestBody, exchange.RequestCoding);
        var response = exchange.Response is null ? null
            : Message(RecordKind.Response, id, time + (long.Parse(exchange.Latency![..^2], null) * 1_000_000), exchange.Response, exchange.ResponseBody, exchange.ResponseCoding);
        return (ExchangeSummarizer.Summarize(number, request, response), request, response);
    }

    private static Record Message(RecordKind kind, string id, long time, string[] head, string? text, string? coding)
    {
        var body = Encode(text == "x*12000" ? Encoding.ASCII.GetBytes(new string('x', 12_000)) : Encoding.UTF8.GetBytes(text ?? ""), coding);
        var framing = coding == "chunked" ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}{(coding is null ? "" : $"\r\nContent-Encoding: {coding}")}";
        return new Record
        {
            Kind = kind,
            Id = RecordId.From(id),
            Timestamp = time,
            Payload = (byte[])[.. Encoding.UTF8.GetBytes(string.Join("\r\n", [.. head, framing]) + "\r\n\r\n"), .. body],
        };
    }

    private static byte[] Encode(byte[] body, string? coding) => coding switch
    {
        "chunked" => [.. Encoding.ASCII.GetBytes($"{5:x}\r\n"), .. body[..5], .. Encoding.ASCII.GetBytes($"\r\n{body.Length - 5:x}\r\n"), .. body[5..], .. "\r\n0\r\n\r\n"u8],
        "gzip" => Through(body, to => new GZipStream(to, CompressionLevel.Optimal)),
        "br" => Through(body, to => new BrotliStream(to, CompressionLevel.Optimal)),
        "zstd" => Through(body, to => new CompressionStream(to)),
        _ => body,
    };

    private static byte[] Through(byte[] body, Func<Stream, Stream> coder)
    {
        var encoded = new MemoryStream();
        using (var stream = coder(encoded))
        {
            stream.Write(body);
        }

        return encoded.ToArray();
    }

    private sealed record CorpusFile(DateTimeOffset Now, CorpusExchange[] Exchanges, CorpusQuery[] Queries);

    private sealed record CorpusExchange(
        DateTimeOffset Time, string? Id, string? Latency, string[] Request, string? RequestBody, string? RequestCoding, string[]? Response, string? ResponseBody, string? ResponseCoding);

    private sealed record CorpusQuery(string Query, int[] Finds);
}
