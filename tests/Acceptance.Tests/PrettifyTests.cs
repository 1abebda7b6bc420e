using System.IO.Compression;
using System.Text;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table F: plain bodies (spec §13, 118; §11.2).</summary>
public sealed class PrettifyTests : IDisposable
{
    private const string Body = "{\"plain\": \"text, text, text, text\"}";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("transfer-encoding: Chunked\r\ncontent-encoding: GZIP\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n")]
    [InlineData("Content-Encoding: gzip\r\n")]
    public async Task Check118_CodedResponse_BecomesPlainWithItsLength(string coding)
    {
        var bytes = coding.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? Gzip(Body) : Body;
        var isChunked = coding.Contains("chunked", StringComparison.OrdinalIgnoreCase);
        var coded = isChunked ? $"5\r\n{bytes[..5]}\r\n{bytes.Length - 5:x};x=y\r\n{bytes[5..]}\r\n0\r\n\r\n" : bytes;
        var head = $"HTTP/1.1 200 OK\r\nServer: s\r\n{coding}{(isChunked ? "" : $"Content-Length: {coded.Length}\r\n")}Content-Type: application/json\r\n\r\n";
        _place.Write("in.gor", GorRecord.Get(1, 0), GorRecord.Of('2', 1, 1, head + coded));
        var records = (await _place.RunAsync("--input-file", "in.gor", "--prettify-http", "--output-stdout")).Succeeded().Records;
        Assert.Equal(GorRecord.Get(1, 0), records[0]);
        var (lines, body) = (records[1].Payload.Split("\r\n\r\n")[0].Split("\r\n"), records[1].Payload.Split("\r\n\r\n")[1]);
        Assert.Equal(Body, body);
        Assert.Equal([$"Content-Length: {Body.Length}", "Content-Type: application/json", "HTTP/1.1 200 OK", "Server: s"], lines.Order(StringComparer.Ordinal));
    }

    private static string Gzip(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(Encoding.Latin1.GetBytes(text));
        }

        return Encoding.Latin1.GetString(compressed.ToArray());
    }
}
