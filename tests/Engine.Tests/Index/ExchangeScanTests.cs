using System.IO.Compression;
using System.Text;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Tests.Query;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class ExchangeScanTests : IDisposable
{
    private readonly IndexedRecording _recording = new();

    public void Dispose() => _recording.Dispose();

    [Fact]
    public void Run_StoppedOnItsWay_KeepsWhatItFound()
    {
        const int Pairs = 5_000;
        _recording.Add("a.gor", Enumerable.Range(0, Pairs).SelectMany(i => new[] { Records.Request(i, timestamp: i), Records.Response(i, 200, i % 2 == 0 ? "needle" : "hay") }));
        _recording.ReadOn();
        var scan = new ExchangeScan(_recording.Files, new ExchangeFilter { Query = Parsed.Of("body:NEEDLE") });
        using var stop = new CancellationTokenSource();
        var steps = 0;

        Assert.Throws<OperationCanceledException>(() => scan.Run(_recording.Index, () => { if (++steps == 3) { stop.Cancel(); } }, stop.Token));

        Assert.InRange(scan.Fraction, 0.5, 0.9);
        var page = scan.Page(_recording.Index, 10, 2, TestContext.Current.CancellationToken);
        Assert.Equal([20, 22], page.Rows.Select(row => row.Number));
        Assert.InRange(page.Total, 1_000, (Pairs / 2) - 1);
        Assert.Equal(page.Total, scan.Timeline(_recording.Index, 10, TestContext.Current.CancellationToken).Spans.Sum(span => span.Total));
    }

    [Fact]
    public void Run_RecordsOfEverySize_AcrossBlocksAndFiles_AreAllRead()
    {
        int[] sizes = [0, 1, 700_000, 1_048_500, 1_048_576, 1_048_700, 3_000_000, 5, 900_000, 900_000];
        for (var file = 0; file < 2; file++)
        {
            var from = file * sizes.Length;
            _recording.Add($"{file}.gor", sizes.SelectMany((size, i) => new[]
            {
                Records.Request(from + i, timestamp: from + i), Records.Response(from + i, 200, new string('.', size) + $"<end-{from + i}>"),
            }));
        }

        _recording.ReadOn();
        Assert.Equal(Enumerable.Range(0, 20), _recording.Search(new ExchangeFilter { Query = Parsed.Of("body:\"<end-\"") }));
        Assert.Equal([13], _recording.Search(new ExchangeFilter { Query = Parsed.Of("body~\"<end-13>$\"") }));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void Run_BodyThatExpandsWithoutEnd_IsSearchedAsFarAsTheLimit(string coding)
    {
        var packed = new MemoryStream();
        using (Stream coder = coding == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true) : new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            coder.Write("needle"u8);
            for (var megabyte = 0; megabyte < 64; megabyte++)
            {
                coder.Write(new byte[1 << 20]);
            }

            coder.Write("beyond"u8);
        }

        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {packed.Length}\r\n\r\n");
        _recording.Add("a.gor", Records.Request(0), Records.Response(0) with { Payload = (byte[])[.. head, .. packed.ToArray()] });
        _recording.ReadOn();
        Assert.Equal([0], _recording.Search(new ExchangeFilter { Query = Parsed.Of("body:needle") }));
        Assert.Empty(_recording.Search(new ExchangeFilter { Query = Parsed.Of("body:beyond") }));
    }

    [Fact]
    public void Run_FileThatWasCut_FindsWhatIsStillThere()
    {
        var file = _recording.Add("a.gor", Enumerable.Range(0, 10).SelectMany(i => new[] { Records.Request(i, timestamp: i), Records.Response(i, 200, "needle") }));
        _recording.ReadOn();
        using (var cut = new FileStream(file, FileMode.Open))
        {
            cut.SetLength(cut.Length / 2);
        }

        Assert.InRange(_recording.Search(new ExchangeFilter { Query = Parsed.Of("body:needle") }).Length, 3, 5);
        File.Delete(file);
        Assert.Throws<FileNotFoundException>(() => _recording.Search(new ExchangeFilter { Query = Parsed.Of("body:needle") }));
    }
}
