using TapeDeck.Engine.Formats;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Formats;

/// <summary>What Wireshark's engine finds in exported packets.</summary>
public sealed class PcapExportTests
{
    [Fact]
    public async Task Write_Exchanges_AreWholeHttpForTshark()
    {
        using var folder = new TempFolder();
        var file = await WriteAsync(folder);

        var requests = await AskAsync(file, "http.request", "http.request.method", "http.request.uri", "http.host");
        Assert.Equal(
            [@"GET|/a?x=1&q=it's%20""here""|shop.example.com", "POST|/form|shop.example.com", "PUT|/binary|shop.example.com", "HEAD|/only|shop.example.com",
                "DELETE|/unanswered|shop.example.com", "POST|/chunked|shop.example.com", "GET|/large|shop.example.com"],
            requests);
        Assert.Equal(["200", "200", "201", "200", "204", "200", "500"], await AskAsync(file, "http.response", "http.response.code"));
        Assert.Empty(await AskAsync(file, "tcp.analysis.flags || tcp.checksum.status == 0 || ip.checksum.status == 0", "frame.number"));
        Assert.Equal("1766000000.123456789", (await AskAsync(file, "frame.number == 1", "frame.time_epoch"))[0]);
    }

    [Fact]
    public async Task Write_Bodies_AreTheObjectsThatTsharkExports()
    {
        using var folder = new TempFolder();
        var file = await WriteAsync(folder);
        var objects = folder.File("objects");

        var (code, _, error) = await ToolProcess.RunAsync("tshark", "-q", "-r", file, "--export-objects", $"http,{objects}");

        Assert.True(code == 0, error);
        var sizes = Directory.GetFiles(objects).Select(name => new FileInfo(name).Length).Order();
        Assert.Equal([2, 9, 12, 15, 256, 256, 20_000], sizes); // tshark unpacks gzip as well
        Assert.Contains(Directory.GetFiles(objects), name => File.ReadAllText(name) == "Zürich 🔔");
    }

    private static async Task<string> WriteAsync(TempFolder folder)
    {
        var file = folder.File("x.pcap");
        await File.WriteAllBytesAsync(file, ExportSamples.Export(new PcapExport(), ExportSamples.All), TestContext.Current.CancellationToken);
        return file;
    }

    private static async Task<string[]> AskAsync(string file, string filter, params string[] fields)
    {
        var (code, output, error) = await ToolProcess.RunAsync(
            "tshark", ["-n", "-r", file, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y", filter, "-T", "fields", "-E", "separator=|", .. fields.SelectMany(field => new[] { "-e", field })]);
        Assert.True(code == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
