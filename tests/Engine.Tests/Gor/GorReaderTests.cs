using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using TapeDeck.Engine.Gor;
using TapeDeck.TestKit;
using static TapeDeck.Engine.Tests.Gor.GorText;

namespace TapeDeck.Engine.Tests.Gor;

public sealed class GorReaderTests
{
    /// <summary>From here on .NET takes an object for a large one.</summary>
    private const int LargeObjectBytes = 85_000;

    public static TheoryData<string> Golden =>
        [.. Directory.EnumerateFiles(SharedData.Path("golden", "recordings"), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(SharedData.Path("golden", "recordings"), path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Golden))]
    public void ReadWrite_GoldenRecording_IsTheSameByteForByte(string name)
    {
        var path = SharedData.Path("golden", "recordings", name);
        var (records, damages) = ReadFile(path);

        Assert.Empty(damages);
        Assert.NotEmpty(records);
        Assert.Equal(Content(path), Write(records));
    }

    [Fact]
    public void ReadWrite_AnyPayloads_SurviveWhatTheyContain() =>
        Gen.Select(GenPayload, Gen.Long[0, long.MaxValue], Gen.Int[1, 64]).Array[0, 6].Sample(given =>
        {
            var records = given.Select((one, i) => new Record
            {
                Kind = RecordKind.Request,
                Id = RecordId.From($"id{i}"),
                Timestamp = one.Item2,
                Latency = i - 1,
                Payload = one.Item1,
            }).ToArray();
            var bytes = Write(records);
            var (read, damages) = Read(bytes, bytesPerRead: given.Length == 0 ? 1 : given[0].Item3);

            Assert.Empty(damages);
            Assert.Equal(records.Select(Describe), read.Select(Describe));
            Assert.Equal(bytes, Write(read));
        });

    [Fact]
    public void Read_CutAtEveryByte_KeepsWhatIsWholeAndReportsTheRestOnce()
    {
        var parts = new[] { Get("/1"), Post("/2", "body"), Get("/3"), Post("/4", $"with {Separator}1 x 1 1\n inside"), Get("/5") };
        var whole = Encoding.UTF8.GetBytes(string.Concat(parts));
        var ends = parts.Select((_, i) => parts[..(i + 1)].Sum(Encoding.UTF8.GetByteCount)).ToArray();
        for (var length = 0; length <= whole.Length; length++)
        {
            var (records, damages) = Read(whole[..length]);

            // Up to here and no further: a separator inside the fourth body may look like its end once the rest is gone.
            var complete = ends.Count(end => end <= length);
            var atBoundary = length == 0 || ends.Contains(length);
            Assert.Equal(Targets(Read(whole).Records)[..complete], Targets(records)[..complete]);
            Assert.InRange(records.Count, complete, complete + (complete == 3 ? 1 : 0));
            Assert.Equal(atBoundary || records.Count > complete && damages.Count == 0 ? 0 : 1, damages.Count);
        }
    }

    [Fact]
    public void Read_CutAtEveryByteAndContinued_LosesOnlyTheCutRecord()
    {
        var cut = Encoding.UTF8.GetBytes(Post("/cut", "0123456789", "1 cut 161100 12"));
        var before = Encoding.UTF8.GetBytes(Get("/before"));
        var after = Encoding.UTF8.GetBytes(Get("/after", "1 ea601f400a00000501020304 1611642131487022000 405000") + Get("/last"));
        for (var length = 1; length < cut.Length; length++)
        {
            var (records, damages) = Read([.. before, .. cut[..length], .. after]);

            Assert.Equal(["/before", "/after", "/last"], Targets(records));
            Assert.Equal(before.Length, Assert.Single(damages).Offset);
        }
    }

    [Fact]
    public void Read_DamagedAnywhere_LosesNoOtherRecords()
    {
        var parts = Enumerable.Range(0, 8).Select(i => Encoding.UTF8.GetBytes(i % 2 == 0 ? Get($"/{i}") : Post($"/{i}", "some body"))).ToArray();
        Gen.Select(Gen.Int[1, 6], Gen.Double[0, 1], Gen.Byte.Array[0, 30], Gen.Int[0, 30]).Sample((victim, at, inserted, removed) =>
        {
            var start = (int)(at * (parts[victim].Length - Separator.Length));
            byte[] damaged = [.. parts[victim][..start], .. inserted, .. parts[victim][Math.Min(parts[victim].Length, start + removed)..]];
            var (records, _) = Read([.. parts[..victim].SelectMany(part => part), .. damaged, .. parts[(victim + 1)..].SelectMany(part => part)]);

            // A record whose separator is gone too may take the next one along if what is left still looks like a message.
            var targets = Targets(records);
            Assert.All(Enumerable.Range(0, victim), i => Assert.Contains($"/{i}", targets));
            Assert.All(Enumerable.Range(victim + 2, 8 - victim - 2), i => Assert.Contains($"/{i}", targets));
        });
    }

    [Theory]
    [InlineData("1 a1 100")]
    [InlineData("1 a1 100 -1")]
    [InlineData("2 0123456789abcdef0123456789abcdef01234567 100 5")]
    [InlineData("3 any-token_:/%? 100 5")]
    [InlineData("7 unknown 100 5")]
    [InlineData("1 a1 100 5 extra fields")]
    [InlineData("1 aa notanumber 5")]
    public void Read_OddHeaderLine_IsTaken(string header)
    {
        var (records, damages) = Read(Get("/0") + Get("/1", header) + Get("/2"));

        Assert.Empty(damages);
        Assert.Equal(["/0", "/1", "/2"], Targets(records));
        Assert.Equal(header.Split(' ')[1], records[1].Id.ToString());
        Assert.Equal(header[0] - '0', (int)records[1].Kind);
        Assert.Equal(header.Contains("100", StringComparison.Ordinal) ? 100 : 0, records[1].Timestamp);
    }

    /// <summary>Large objects are freed late, and a process whose memory is limited may come to its limit with nothing but garbage.</summary>
    [Fact]
    public void Read_ManyRecords_AreKeptInNoLargeObjects() =>
        Assert.All(Read(string.Concat(Enumerable.Repeat(Get("/"), 20_000))).Records, record =>
        {
            Assert.True(MemoryMarshal.TryGetArray(record.Payload, out var block));
            Assert.InRange(block.Array!.Length, 1, LargeObjectBytes - 1);
        });

    [Fact]
    public void Read_ThreeFields_LatencyIsUnknown() => Assert.Equal(-1, Read(Get("/", "1 a 5")).Records[0].Latency);

    [Theory]
    [InlineData("1 onlyid")]
    [InlineData("nonsense")]
    [InlineData("")]
    public void Read_NoHeaderLine_IsSkippedAndReportedWithItsOffset(string header)
    {
        var (records, damages) = Read(Get("/0") + Get("/1", header) + Get("/2"));

        Assert.Equal(["/0", "/2"], Targets(records));
        Assert.Equal(Encoding.UTF8.GetByteCount(Get("/0")), Assert.Single(damages).Offset);
    }

    [Fact]
    public void Read_LastRecordWithoutSeparator_IsReported()
    {
        var (records, damages) = Read(Get("/0") + Get("/1")[..^Separator.Length]);

        Assert.Equal(["/0"], Targets(records));
        Assert.Equal(Encoding.UTF8.GetByteCount(Get("/0")), Assert.Single(damages).Offset);
    }

    [Fact]
    public void Read_BodyThatIsARecordingItself_StaysOneRecord()
    {
        var inner = Get("/inner1") + Post("/inner2", "x") + Get("/inner3");
        var chunked = $"1 c 1 1\nPOST /chunked HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{Encoding.UTF8.GetByteCount(inner):x}\r\n{inner}\r\n0\r\n\r\n{Separator}";
        var (records, damages) = Read(Post("/outer", inner) + chunked + Get("/next"));

        Assert.Empty(damages);
        Assert.Equal(["/outer", "/chunked", "/next"], Targets(records));
    }

    [Fact]
    public void Read_ResponseToHead_EndsAtTheFirstSeparator()
    {
        var head = $"2 a 1 1\nHTTP/1.1 200 OK\r\nContent-Length: 35\r\n\r\n{Separator}";
        var (records, damages) = Read(head + Get("/a") + head + Get("/b"));

        Assert.Empty(damages);
        Assert.Equal(4, records.Count);
        Assert.All(records, record => Assert.Equal(RecordFlags.None, record.Flags));
    }

    [Fact]
    public void Read_BodyShorterThanDeclared_IsKeptAndFlagged()
    {
        var (records, damages) = Read($"1 a 1 1\nPOST /short HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc{Separator}" + Get("/next"));

        Assert.Empty(damages);
        Assert.Equal(["/short", "/next"], Targets(records));
        Assert.Equal(RecordFlags.Incomplete, records[0].Flags);
        Assert.Equal(RecordFlags.None, records[1].Flags);
    }

    [Fact]
    public void Read_CloseDelimitedBodyWithSeparator_GoesOnUntilSomethingLikeARecordFollows()
    {
        var (records, damages) = Read($"2 a 1 1\nHTTP/1.0 200 OK\r\n\r\nabc{Separator}def{Separator}" + Get("/next"));

        Assert.Empty(damages);
        Assert.EndsWith($"abc{Separator}def", Encoding.UTF8.GetString(records[0].Payload.Span), StringComparison.Ordinal);
        Assert.Equal(2, records.Count);
    }

    [Fact]
    public void Read_BinaryPayloadOfAnotherProtocol_IsTaken()
    {
        byte[] bytes = [.. "1 a 1 1\n"u8, 0, 255, 10, 10, 13, 1, .. "\n🐵🙈🙉\n"u8, .. Encoding.UTF8.GetBytes(Get("/next"))];
        var (records, damages) = Read(bytes);

        Assert.Empty(damages);
        Assert.Equal([0, 255, 10, 10, 13, 1], records[0].Payload.ToArray());
        Assert.Equal(2, records.Count);
    }

    [Theory]
    [InlineData("1 a 1 1\n\n🐵🙈🙉\n")]
    [InlineData("1 a 1 1\n🐵🙈🙉\n")]
    public void Read_EmptyPayload_IsARecord(string text)
    {
        var (records, damages) = Read(text + Get("/next"));

        Assert.Empty(damages);
        Assert.True(records[0].Payload.IsEmpty);
        Assert.Equal(2, records.Count);
    }

    [Theory]
    [InlineData("hello world, this is a text file\nwith lines\n", "'hello world")]
    [InlineData("\u007fELF\u0001", "no .gor file")]
    [InlineData("{\"json\":1}", "no .gor file")]
    [InlineData("1 a 1 1\r\nGET / HTTP/1.1\r\n\r\n\r\n🐵🙈🙉\r\n", "CRLF")]
    public void Read_NoGorAtAll_SaysSo(string text, string expected)
    {
        var failure = Assert.Throws<GorFormatException>(() => Read(text));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyFile_HasNoRecords()
    {
        var (records, damages) = Read("");

        Assert.Empty(records);
        Assert.Empty(damages);
    }

    [Fact]
    public void Read_StartsInTheMiddleOfARecord_GoesOnWithTheNext()
    {
        var (records, damages) = Read("rest of something\r\n\r\n" + Separator + Get("/1"));

        Assert.Equal(["/1"], Targets(records));
        Assert.Equal(0, Assert.Single(damages).Offset);
    }

    [Fact]
    public void Read_RecordLargerThanABlock_IsWhole()
    {
        var body = new string('x', 20_000_000);
        var (records, damages) = Read(Get("/0") + Post("/large", body) + Get("/1"));

        Assert.Empty(damages);
        Assert.Equal(["/0", "/large", "/1"], Targets(records));
        Assert.EndsWith(body, Encoding.UTF8.GetString(records[1].Payload.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_OffsetAndLength_FindTheRecordAgain()
    {
        var bytes = Encoding.UTF8.GetBytes(Get("/0") + Post("/1", "body") + Get("/2"));
        using var reader = new GorReader(new MemoryStream(bytes));
        var entries = reader.ReadBatch(TestContext.Current.CancellationToken).ToArray();

        Assert.Equal(3, entries.Length);
        Assert.Equal(bytes.Length, reader.Position);
        foreach (var entry in entries)
        {
            var again = GorReader.Parse(bytes.AsMemory((int)entry.Offset, entry.Length));
            Assert.Equal(Describe(entry.Record), Describe(again));
        }
    }

    [Fact]
    public void Read_GrowingFile_ReturnsRecordsAsTheyBecomeWhole()
    {
        var text = Encoding.UTF8.GetBytes(Get("/0") + Get("/1"));
        using var stream = new MemoryStream();
        using var reader = new GorReader(stream) { IsGrowing = true, Damaged = damage => Assert.Fail(damage.Reason) };
        var records = new List<Record>();
        foreach (var one in text)
        {
            var at = stream.Position;
            stream.Seek(0, SeekOrigin.End);
            stream.WriteByte(one);
            stream.Position = at;
            records.AddRange(ReadAll(reader));
        }

        Assert.Equal(["/0", "/1"], Targets(records));
        Assert.Equal(text.Length, reader.Position);
    }

    [Fact]
    public void Open_Gzip_MembersFollowOneAnother()
    {
        using var folder = new TempFolder();
        var path = folder.File("a.gor.gz");
        File.WriteAllBytes(path, [.. Gzip(Get("/0") + Get("/1")), .. Gzip(Get("/2"))]);
        var (records, damages) = ReadFile(path);

        Assert.Empty(damages);
        Assert.Equal(["/0", "/1", "/2"], Targets(records));
    }

    [Fact]
    public void Open_GzipCutAnywhere_ReturnsWhatCanBeDecodedAndReportsOnce()
    {
        using var folder = new TempFolder();
        var path = folder.File("a.gor.gz");
        var random = new Random(7);
        var text = string.Concat(Enumerable.Range(0, 30).Select(i => Post($"/{i}", Convert.ToHexString(random.GetItems<byte>([1, 2, 3, 77, 200], 60)))));
        var gzip = Gzip(text);
        var counts = new List<int>();
        for (var length = 2; length < gzip.Length; length++)
        {
            File.WriteAllBytes(path, gzip[..length]);
            var (records, damages) = ReadFile(path);

            Assert.Equal(Enumerable.Range(0, records.Count).Select(i => $"/{i}"), Targets(records));
            Assert.Contains("compressed", Assert.Single(damages).Reason, StringComparison.Ordinal);
            counts.Add(records.Count);
        }

        Assert.Equal(counts.Order(), counts);
        Assert.Equal(30, counts[^8]); // only the checksum is cut
    }

    [Fact]
    public void Open_GzipWithWrongChecksum_ReturnsAllAndReportsIt()
    {
        using var folder = new TempFolder();
        var path = folder.File("a.gor.gz");
        var text = Get("/0") + Get("/1");
        var gzip = Gzip(text);
        gzip[^8] ^= 1;
        File.WriteAllBytes(path, gzip);
        var (records, damages) = ReadFile(path);

        Assert.Equal(["/0", "/1"], Targets(records));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), Assert.Single(damages).Offset);
        Assert.Equal(records[0].Timestamp, GorPeek.At(path, 0).EarliestTimestamp);
    }

    [Fact]
    public void Open_AtAnOffset_GoesOnThere()
    {
        using var folder = new TempFolder();
        var (plain, compressed) = (folder.File("a.gor"), folder.File("a.gor.gz"));
        File.WriteAllText(plain, Get("/0") + Get("/1"));
        File.WriteAllBytes(compressed, Gzip(Get("/0") + Get("/1")));
        foreach (var path in new[] { plain, compressed })
        {
            using var reader = GorReader.Open(path, startOffset: Encoding.UTF8.GetByteCount(Get("/0")));

            Assert.Equal(["/1"], Targets(ReadAll(reader)));
            Assert.Equal(1, reader.Fraction);
        }
    }

    [Fact]
    public void ReadBatch_SmallRecords_AllocatesTheRecordsAndTheBlocksOnly()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Get("/a/path?of=some&length=1"), 4000)));
        Count(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = Count(text);
        var perRecord = (GC.GetAllocatedBytesForCurrentThread() - before) / count;

        Assert.Equal(4000, count);
        Assert.InRange(perRecord, 80 + (text.Length / count), 160 + (text.Length / count));
    }

    private static Gen<byte[]> GenPayload { get; } = Gen.OneOf(
        GenBody.Select(body => (byte[])[.. Encoding.UTF8.GetBytes($"PUT /a HTTP/1.1\r\nContent-Length: {body.Length}\r\n\r\n"), .. body]),
        GenBody.Where(body => body.Length > 0).Select(body =>
            (byte[])[.. Encoding.UTF8.GetBytes($"PUT /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8]),
        Gen.Const("GET / HTTP/1.1\r\n\r\n"u8.ToArray()));

    private static Gen<byte[]> GenBody => Gen.OneOf(
        Gen.Byte.Array[0, 40],
        Gen.Const(Encoding.UTF8.GetBytes(Separator)),
        Gen.Const(Encoding.UTF8.GetBytes(Get("/inner"))),
        Gen.Const("1 a 2 3\nGET / HTTP/1.1\r\n\r\n"u8.ToArray())).Array[0, 4].Select(parts => parts.SelectMany(part => part).ToArray());

    private static int Count(byte[] text)
    {
        using var reader = new GorReader(new MemoryStream(text));
        var count = 0;
        while (reader.ReadBatch() is { IsEmpty: false } batch)
        {
            count += batch.Length;
        }

        return count;
    }

    private static string Describe(Record record) =>
        $"{record.Kind} {record.Id} {record.Timestamp} {record.Latency} {record.Flags} {Convert.ToHexString(record.Payload.Span)}";

    private static byte[] Gzip(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }

    private static byte[] Content(string path)
    {
        using var content = new MemoryStream();
        using var file = File.OpenRead(path);
        using Stream source = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        source.CopyTo(content);
        return content.ToArray();
    }
}
