using System.Buffers;
using System.IO.Compression;
using System.Text;
using CsCheck;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Gzip;
using TapeDeck.Engine.Index;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

/// <summary>Any record of a compressed recording is read as it stands there (ADR 20).</summary>
public sealed class PackedRecordingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Read_AnyRecordsAndMembers_AreThoseThatAReaderFinds() =>
        Gen.Select(Gen.Int[0, 400_000].Array[1, 25], Gen.Double[0, 1].Array[0, 6], Gen.Double[0, 1]).Sample(
            (sizes, cuts, end) =>
            {
                var content = Content(sizes);
                var members = Members(content, cuts);
                using var recording = new IndexedRecording();
                recording.Add("plain.gor", [Records.Request(1_000_000, "/plain")]);
                recording.Add("packed.gor.gz", members[..(int)(members.Length * (end < 0.5 ? 1 : end))]); // every second time it ends too soon
                recording.ReadOn();
                AssertIsRead(recording);
            },
            iter: 40);

    [Fact]
    public void Read_MoreThanAStep_EveryRecordIsInItsPlace()
    {
        const int Count = 150_000; // three steps
        using var recording = new IndexedRecording();
        recording.Add("packed.gor.gz", Members(Bytes(Enumerable.Range(0, Count).Select(i => Records.Request(i, $"/{i}", i))), [0.3]));
        recording.ReadOn();

        Assert.Equal(Count, recording.Figures().Exchanges);
        foreach (var number in new[] { 0L, 1, 65_535, 65_536, 65_537, 131_072, Count - 1 })
        {
            Assert.Equal($"/{number}", TargetOf(Read(recording, number)));
        }
    }

    [Fact]
    public void Advance_LargeBodies_NotesAPlaceInEveryMegabyte()
    {
        const int Count = 150;
        const int BodyBytes = 1 << 20;
        using var recording = new IndexedRecording();
        recording.Add("packed.gor.gz", Members(Bytes(Enumerable.Range(0, Count).Select(i => Large(i, new byte[BodyBytes]))), []));
        recording.ReadOn();

        Assert.Equal(Enumerable.Range(1, Count), recording.Index.Points(0, GzipContent.PointDistance, int.MaxValue).Select(point => (int)((point.Place.Start + 1024) / GzipContent.PointDistance)));
        Assert.Equal("/77", TargetOf(Read(recording, 77)));
    }

    [Fact]
    public void Advance_FileGrows_GoesOnWhereItEnded()
    {
        var random = new Random(5);
        var packed = Members(Content([.. Enumerable.Range(0, 60).Select(_ => random.Next(100_000))]), [0.2, 0.5, 0.7, 0.9]);
        using var recording = new IndexedRecording();
        var path = recording.Add("packed.gor.gz", packed[..10]);
        for (var at = 10; at < packed.Length;)
        {
            var next = Math.Min(packed.Length, at + random.Next(1, packed.Length / 6));
            using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
            {
                file.Write(packed.AsSpan(at, next - at));
            }

            at = next;
            recording.ReadOn(isGrowing: true);
            AssertIsRead(recording, isGrowing: true);
        }

        recording.ReadOn();
        AssertIsRead(recording);
        Assert.Empty(recording.Figures().Damages);
    }

    [Fact]
    public void Advance_GrewAndEndedTooSoon_IsDamage()
    {
        var packed = Members(Content([50_000, 50_000, 50_000]), []);
        using var recording = new IndexedRecording();
        recording.Add("packed.gor.gz", packed[..(packed.Length * 2 / 3)]);
        recording.ReadOn(isGrowing: true);
        Assert.Empty(recording.Figures().Damages);

        recording.ReadOn();
        Assert.NotEmpty(recording.Figures().Damages);
        AssertIsRead(recording);
    }

    [Fact]
    public void Advance_DamagedBeforeItsEndAndMoreFilesFollow_IsDamageOnce()
    {
        using var recording = new IndexedRecording();
        byte[] second = [.. Members(Bytes(Records.Requests(3)), [])];
        second[0] ^= 1;
        recording.Add("a.gor.gz", [.. Members(Bytes(Records.Requests(2)), []), .. second, .. new byte[200_000]]);
        recording.Add("b.gor", Enumerable.Range(0, 140_000).Select(i => Records.Request(i, "/")));
        recording.ReadOn();

        var figures = recording.Figures();
        Assert.Equal(140_002, figures.Exchanges);
        Assert.Equal((0, (long)Bytes(Records.Requests(2)).Length), Assert.Single(figures.Damages) is var damage ? (damage.File, damage.Offset) : default);
        Assert.Equal(1, recording.Indexer.Fraction);
    }

    [Fact]
    public void Advance_Reopened_ReadsNothingAgain()
    {
        using var recording = new IndexedRecording();
        recording.Add("packed.gor.gz", Members(Content([10, 20]), []));
        recording.ReadOn();
        var revision = recording.Index.Revision();
        recording.Reopen();
        recording.ReadOn();
        Assert.Equal(revision, recording.Index.Revision());
        AssertIsRead(recording);
    }

    [Fact]
    public void Read_FileWasChanged_SaysSo()
    {
        const int Count = 60_000;
        using var recording = new IndexedRecording();
        var path = recording.Add("packed.gor.gz", Members(Bytes(Enumerable.Range(0, Count).Select(i => Records.Request(i, $"/{i}", i))), []));
        recording.ReadOn();
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = file.Length / 3;
            file.Write(Enumerable.Repeat((byte)0xFF, 20_000).ToArray());
        }

        var reader = new ExchangeReader(recording.Index, recording.Files);
        Assert.Contains("was changed", Assert.Throws<IOException>(() => reader.Read([recording.Find(Count / 3 + 1000)!], Token)).Message, StringComparison.Ordinal);
        Assert.Equal("/10", TargetOf(Read(recording, 10)));
        Assert.Equal($"/{Count - 1}", TargetOf(Read(recording, Count - 1))); // far behind the damage
    }

    [Fact]
    public void Index_OfACompressedFile_HoldsNoContent()
    {
        using var recording = new IndexedRecording();
        recording.Add("packed.gor.gz", Members(Bytes(Enumerable.Range(0, 50_000).Select(i => Records.Request(i, $"/{i % 7}", i % 7))), []));
        recording.ReadOn();
        Assert.Equal([recording.IndexPath], Directory.GetFiles(Path.GetDirectoryName(recording.IndexPath)!, Path.GetFileName(recording.IndexPath) + "*").Where(path => !path.EndsWith(".wal", StringComparison.Ordinal)));
    }

    [Fact]
    public void Scan_OfBodies_FindsWhatIsPacked()
    {
        using var recording = new IndexedRecording();
        recording.Add("packed.gor.gz", Members(Content([700_000, 700_000, 700_000]), [0.4]));
        recording.ReadOn();
        Assert.Equal([1], recording.Search(new ExchangeFilter { Query = Query.Parsed.Of("body:\"end of 01\"") }));
    }

    /// <summary>All that the index knows is read as a reader of the files finds it, each way of reading.</summary>
    private static void AssertIsRead(IndexedRecording recording, bool isGrowing = false)
    {
        var expected = recording.Files.SelectMany(path => Sequential(path, isGrowing)).ToDictionary(record => record.Id, record => record.Payload.ToArray());
        var rows = recording.All().Select(row => recording.Find(row.Number)!).ToList();
        Assert.Equal(expected.Count, rows.Count);
        using var bytes = new RecordBytes(recording.Index, recording.Files);
        var reader = new ExchangeReader(recording.Index, recording.Files);
        foreach (var exchange in reader.Read(rows, Token).Zip(rows.Select(reader.Find)).Reverse())
        {
            Assert.Equal(expected[exchange.First.Request!.Id], exchange.First.Request.Payload.ToArray());
            Assert.Equal(expected[exchange.First.Request!.Id], exchange.Second.Request!.Payload.ToArray());
        }

        Assert.All(rows, row => Assert.Equal(expected[RecordId.From(row.Summary.Id)], GorReader.Parse(bytes.Read(row.Request!.Value)).Payload.ToArray()));
    }

    private static List<Record> Sequential(string path, bool isGrowing)
    {
        using var reader = GorReader.Open(path, isGrowing: isGrowing);
        var all = new List<Record>();
        while (reader.ReadBatch() is { IsEmpty: false } batch)
        {
            all.AddRange(batch.ToArray().Select(entry => entry.Record));
        }

        return all;
    }

    private static Record Read(IndexedRecording recording, long number) => new ExchangeReader(recording.Index, recording.Files).Find(recording.Find(number)!).Request!;

    private static string TargetOf(Record request) => Encoding.ASCII.GetString(new Engine.Http.HttpRequestView(request.Payload).Target);

    /// <summary>Requests with bodies of these sizes that do not pack well.</summary>
    internal static byte[] Content(int[] sizes) => Bytes(sizes.Select((size, i) =>
    {
        var body = new byte[size];
        new Random(i).NextBytes(body);
        return Large(i, body);
    }));

    private static Record Large(int i, byte[] body) => Records.Request(i, $"/{i}", i) with
    {
        Payload = (byte[])[.. Encoding.ASCII.GetBytes($"POST /{i} HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length + 9}\r\n\r\n"), .. body, .. Encoding.ASCII.GetBytes($"end of {i:00}")],
    };

    private static byte[] Bytes(IEnumerable<Record> records)
    {
        var content = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            GorWriter.Write(content, record);
        }

        return content.WrittenSpan.ToArray();
    }

    /// <summary>The content as gzip, in members that are cut anywhere.</summary>
    internal static byte[] Members(byte[] content, double[] cuts)
    {
        var packed = new MemoryStream();
        int[] at = [0, .. cuts.Select(cut => (int)(cut * content.Length)).Order(), content.Length];
        foreach (var (from, to) in at.Zip(at.Skip(1)))
        {
            using var member = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            member.Write(content.AsSpan(from, to - from));
        }

        return packed.ToArray();
    }
}
