using System.IO.Compression;
using System.Text;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Gzip;
using TapeDeck.Server.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Recordings;

public sealed class RecordingImportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("withresponses.gor")]
    [InlineData("app.gor.gz")]
    [InlineData("plain_0.gz")]
    public async Task Import_GoldenRecording_IsStoredAsItIsAndIndexed(string name)
    {
        await using var library = await LibraryFixture.StartAsync();
        var sent = await File.ReadAllBytesAsync(SharedData.Path("golden", "recordings", name), Token);
        var recording = await library.AddAsync(sent, name);

        Assert.Equal(RecordingState.Healthy, recording.State);
        Assert.Equal(name.Split('.')[0], recording.Name);
        var file = Path.Combine(library.Directory.Recording(recording.Id), Assert.Single(recording.Files));
        Assert.Equal(sent, await File.ReadAllBytesAsync(file, Token));
        Assert.Equal(name.EndsWith(".gz", StringComparison.Ordinal), file.EndsWith(".gor.gz", StringComparison.Ordinal));
        Assert.Equal(new FileInfo(file).Length, recording.SizeBytes);
        var page = await library.Recordings.ExchangesAsync(recording.Id, new ExchangeQuery { Count = 1000 }, Token);
        Assert.Equal(recording.Exchanges, page.Total);
        Assert.True(page.Total > 10);
        Assert.Equal(recording.FirstTimestamp, page.Rows[0].Timestamp);
        Assert.Equal(page.Rows[^1].RequestBytes, (await library.Recordings.ExchangeAsync(recording.Id, page.Rows[^1].Number, Token))!.Request!.Payload.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Import_AccessLog_IsConvertedAndWhatIsLeftOutIsTold(bool packed)
    {
        await using var library = await LibraryFixture.StartAsync();
        const string Line = """127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.1" 404 0""";
        var log = Encoding.UTF8.GetBytes($"{Line}\nnonsense\n{Line}\n");
        var recording = await library.AddAsync(packed ? Pack(log) : log, "access.log");

        Assert.Equal(("access", RecordingState.Healthy, 2), (recording.Name, recording.State, recording.Exchanges));
        Assert.Equal(["Left out: 1 of 3 lines (malformed)."], recording.ImportNotes);
        Assert.Equal([404, 404], (await library.Recordings.ExchangesAsync(recording.Id, new ExchangeQuery(), Token)).Rows.Select(row => row.Status));
        Assert.Equal([RecordingFiles.Only], Directory.GetFiles(library.Directory.Recording(recording.Id)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Import_HttpArchive_IsConverted()
    {
        await using var library = await LibraryFixture.StartAsync();
        const string Har = """{ "log": { "entries": [ { "startedDateTime": "2026-01-01T00:00:00Z", "time": 5, "request": { "method": "GET", "url": "http://h/x" }, "response": { "status": 200 } } ] } }""";
        var recording = await library.AddAsync(Encoding.UTF8.GetBytes(Har), "a.har");
        var row = Assert.Single((await library.Recordings.ExchangesAsync(recording.Id, new ExchangeQuery(), Token)).Rows);
        Assert.Equal(("h", "/x", 200, 5_000_000), (row.Host, row.Target, row.Status, row.Latency));
    }

    [Theory]
    [InlineData("zeek-http-get-gzip.pcap")]
    public async Task Import_PacketFile_IsConverted(string name)
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(await File.ReadAllBytesAsync(SharedData.Path("corpus", "open", name), Token), name);
        Assert.Equal(RecordingState.Healthy, recording.State);
        Assert.True(recording.Exchanges > 0);
        Assert.DoesNotContain(".pcap", recording.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"log\": { \"entries\": [] } }", "There is no HTTP exchange in it")]
    [InlineData("{ \"log\": { \"entries\": [ {} ] } }", "Left out: 1 of 1 entries (malformed)")]
    [InlineData("{ \"log\": {", "no valid JSON")]
    public async Task Import_FormatWithoutExchange_IsRefusedAndLeavesNothing(string content, string reason)
    {
        await using var library = await LibraryFixture.StartAsync();
        var answer = await library.ImportAsync("x.har", Encoding.UTF8.GetBytes(content));
        Assert.Contains(reason, Assert.Single(answer.Faults).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Recordings));
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("/absolute/name.gor")]
    [InlineData("..\\..\\windows.gor")]
    [InlineData("a\0b.gor")]
    [InlineData("CON")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("\u202Erog.exe")]
    public async Task Import_HostileName_StaysInTheLibrary(string name)
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Records.Requests(3)), name);

        Assert.Equal([RecordingFiles.Only], recording.Files);
        Assert.Equal([library.Directory.Recording(recording.Id)], Directory.GetFileSystemEntries(library.Directory.Recordings));
        Assert.NotEmpty(recording.Name);
        Assert.DoesNotContain(recording.Name, symbol => symbol is '/' or '\\' or '\0' or '\u202E');
    }

    [Theory]
    [InlineData("<html><body>no recording</body></html>\n", "no .gor")]
    [InlineData("", "empty")]
    [InlineData("1 a 1 0\r\nGET / HTTP/1.1\r\n\r\n", "CRLF")]
    public async Task Import_NoRecording_IsRefusedAndLeavesNothing(string content, string reason)
    {
        await using var library = await LibraryFixture.StartAsync();
        var answer = await library.ImportAsync("x.gor", Encoding.UTF8.GetBytes(content));

        Assert.Contains(reason, Assert.Single(answer.Faults).Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync(library);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Import_LargerThanAllowed_IsRefusedAndLeavesNothing(bool isPacked)
    {
        await using var library = await LibraryFixture.StartAsync(maxUploadBytes: 100_000);
        var content = Records.Bytes(Enumerable.Range(0, 8_000).Select(i => Records.Request(i, $"/{Guid.NewGuid()}")));
        var answer = await library.ImportAsync("x.gor", isPacked ? Pack(content) : content);

        Assert.Contains("100000", Assert.Single(answer.Faults).Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync(library);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Import_DecompressionBomb_IsRefusedAndLeavesNothing(int members)
    {
        const int limit = 10_000_000;
        await using var library = await LibraryFixture.StartAsync(maxUploadBytes: limit);
        byte[] content = [.. Records.Bytes(Records.Requests(1)), .. new byte[limit / members]];
        byte[] bomb = [.. Enumerable.Repeat(Pack(content), members).SelectMany(member => member)];
        Assert.InRange(bomb.Length, 1, limit / 100);

        var answer = await library.ImportAsync("bomb.gor.gz", bomb);
        Assert.Contains("unpacks to more than the 10000000 bytes", Assert.Single(answer.Faults).Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync(library);
        Assert.Contains("no .gor", Assert.Single((await library.ImportAsync("nested.gor.gz", Pack(bomb))).Faults).Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync(library);
    }

    [Fact]
    public async Task Import_SourceBreaks_ThrowsAndLeavesNothing()
    {
        await using var library = await LibraryFixture.StartAsync();
        await using var source = new BreakingStream(Records.Bytes(Records.Requests(50_000)));
        await Assert.ThrowsAsync<IOException>(() => library.Recordings.ImportAsync("x.gor", source, Token));
        await AssertNothingStoredAsync(library);
    }

    [Fact]
    public async Task Import_NoRoomForTheFile_IsRefused()
    {
        await using var library = await LibraryFixture.StartAsync();
        Directory.Delete(library.Directory.Recordings);
        await File.WriteAllTextAsync(library.Directory.Recordings, "in the way", Token);
        var answer = await library.ImportAsync("x.gor", Records.Bytes(Records.Requests(3)));

        Assert.Contains("could not be stored", Assert.Single(answer.Faults).Message, StringComparison.Ordinal);
        Assert.Empty(await library.Recordings.ListAsync(Token));
    }

    [Fact]
    public async Task Import_PackedFileCutShort_KeepsWhatIsWholeAndSaysSo()
    {
        await using var library = await LibraryFixture.StartAsync();
        var packed = Pack(Records.Bytes(Enumerable.Range(0, 2000).Select(i => Records.Request(i, $"/{Guid.NewGuid()}", i))));
        var recording = await library.AddAsync(packed[..(packed.Length / 2)]);

        Assert.Equal(RecordingState.Damaged, recording.State);
        Assert.Contains("ends too soon", Assert.Single(recording.Damages), StringComparison.Ordinal);
        Assert.InRange(recording.Exchanges, 500, 1500);
    }

    [Theory]
    [InlineData(-8, "byte 5940: The compressed data is damaged")]
    [InlineData(-4, "byte 5940: The compressed data is damaged")]
    [InlineData(300, "The compressed data is damaged")]
    public async Task Import_SmallPackedFileDamaged_KeepsWhatCanBeUnpackedAndSaysWhereItEnds(int place, string damage)
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Damaged(Pack(Records.Bytes(Records.Requests(70))), place), "small.gor.gz");

        Assert.Equal(RecordingState.Damaged, recording.State);
        Assert.Contains(damage, recording.Damages[^1], StringComparison.Ordinal);
        Assert.InRange(recording.Exchanges, place < 0 ? 70 : 1, place < 0 ? 70 : 69);
    }

    [Fact]
    public async Task Inspect_PackedFileCutAnywhere_IsARecordingAsSoonAsAnythingUnpacks()
    {
        using var folder = new TempFolder();
        var packed = Pack(Records.Bytes(Records.Requests(3)));
        for (var length = 2; length < packed.Length; length++)
        {
            await File.WriteAllBytesAsync(folder.File("cut.gz"), packed[..length], Token);
            var found = await RecordingContent.InspectAsync(folder.File("cut.gz"));

            Assert.Equal(found.IsEmpty ? "Nothing of the compressed file can be unpacked: it is empty or damaged." : null, found.Refusal);
            using var content = new GzipContent(File.OpenRead(folder.File("cut.gz")));
            Assert.Equal(content.ReadByte() < 0, found.IsEmpty);
        }
    }

    [Fact]
    public async Task Import_DamagedPackedBomb_IsRefused()
    {
        const int limit = 10_000_000;
        await using var library = await LibraryFixture.StartAsync(maxUploadBytes: limit);
        var bomb = Damaged(Pack([.. Records.Bytes(Records.Requests(1)), .. new byte[limit]]), -8);

        Assert.Contains("unpacks to more than", Assert.Single((await library.ImportAsync("bomb.gor.gz", bomb)).Faults).Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync(library);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Import_BombBehindDamage_IsRefused(int damaged)
    {
        const int limit = 10_000_000;
        await using var library = await LibraryFixture.StartAsync(maxUploadBytes: limit);
        byte[][] members = [Pack(Records.Bytes(Records.Requests(70))), Pack(Records.Bytes(Records.Requests(70))), Pack([.. Records.Bytes(Records.Requests(1)), .. new byte[limit]])];
        members[damaged].AsSpan(10, 20).Fill(0xFF);

        Assert.Contains("unpacks to more than", Assert.Single((await library.ImportAsync("bomb.gor.gz", [.. members.SelectMany(member => member)])).Faults).Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync(library);
    }

    [Fact]
    public async Task Import_NothingOfTheFirstMemberUnpacks_TakesTheOthers()
    {
        await using var library = await LibraryFixture.StartAsync();
        var first = Pack(Records.Bytes(Records.Requests(70)));
        first.AsSpan(2, 20).Fill(0xFF);
        var recording = await library.AddAsync([.. first, .. Pack(Records.Bytes(Records.Requests(50)))], "begins-badly.gor.gz");

        Assert.Equal((RecordingState.Damaged, 50L), (recording.State, recording.Exchanges));
        Assert.Contains("byte 0: The compressed data is damaged; reading goes on", Assert.Single(recording.Damages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_DamagedPackedLog_TakesTheLinesThatUnpackAndNotesTheDamage()
    {
        await using var library = await LibraryFixture.StartAsync();
        var lines = string.Concat(Enumerable.Range(0, 50).Select(i => $"10.0.0.{i} - - [10/Oct/2025:13:55:{i:00} +0000] \"GET /{i} HTTP/1.1\" 200 23\n"));
        var recording = await library.AddAsync(Damaged(Pack(Encoding.UTF8.GetBytes(lines)), -8), "access.log.gz");

        Assert.Equal(50, recording.Exchanges);
        Assert.Contains($"left out is what follows byte {lines.Length} of its content", recording.ImportNotes[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DamagedPackedFilesInTheFolder_AreAdopted()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recordings = library.Directory.Recordings;
        await library.RestartAsync(() =>
        {
            File.WriteAllBytes(Path.Combine(recordings, "loose.gor.gz"), Damaged(Pack(Records.Bytes(Records.Requests(2))), -8));
            Directory.CreateDirectory(Path.Combine(recordings, "chunks"));
            File.WriteAllBytes(Path.Combine(recordings, "chunks", "c_0.gor.gz"), Pack(Records.Bytes(Records.Requests(3))));
            File.WriteAllBytes(Path.Combine(recordings, "chunks", "c_1.gor.gz"), Pack(Records.Bytes(Records.Requests(3)))[..10]);
        });

        var all = await library.UntilAllAsync(2);
        Assert.Equal([("chunks", 3), ("loose", 2)], all.Select(one => (one.Name, (int)one.Exchanges)).Order());
        Assert.All(all, recording => Assert.Equal(RecordingState.Damaged, recording.State));
        Assert.StartsWith("c_1.gor.gz, byte 0", Assert.Single(all.Single(one => one.Name == "chunks").Damages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownFilesInTheFolder_AreAdopted()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recordings = library.Directory.Recordings;
        await library.RestartAsync(() =>
        {
            File.WriteAllBytes(Path.Combine(recordings, "loose.gor"), Records.Bytes(Records.Requests(1)));
            File.WriteAllBytes(Path.Combine(recordings, "packed.gor.gz"), Pack(Records.Bytes(Records.Requests(2))));
            Directory.CreateDirectory(Path.Combine(recordings, "chunks"));
            foreach (var chunk in new[] { 0, 2, 10 })
            {
                File.WriteAllBytes(Path.Combine(recordings, "chunks", $"c_{chunk}.gor"), Records.Bytes(Records.Request(chunk)));
            }

            File.WriteAllBytes(Path.Combine(recordings, "log.gz"), Pack("no recording\n"u8.ToArray()));
            Directory.CreateDirectory(Path.Combine(recordings, ".incoming-left-over"));
            File.WriteAllText(Path.Combine(recordings, "notes.txt"), "not a recording");
            File.CreateSymbolicLink(Path.Combine(recordings, "link.gor"), "/etc/passwd");
        });

        var all = await library.UntilAllAsync(3);
        Assert.Equal([("chunks", 3), ("loose", 1), ("packed", 2)], all.Select(one => (one.Name, (int)one.Exchanges)).Order());
        Assert.Equal(["c_0.gor", "c_2.gor", "c_10.gor"], all.Single(one => one.Name == "chunks").Files);
        Assert.Equal(["packed.gor.gz"], all.Single(one => one.Name == "packed").Files);
        Assert.Equal(["link.gor", "notes.txt"], Directory.GetFileSystemEntries(recordings).Select(path => Path.GetFileName(path)).Where(name => name.Contains('.')).Order());
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private static byte[] Damaged(byte[] packed, int place)
    {
        packed[place < 0 ? packed.Length + place : place] ^= 0x55;
        return packed;
    }

    private static async Task AssertNothingStoredAsync(LibraryFixture library)
    {
        Assert.Empty(await library.Recordings.ListAsync(Token));
        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Recordings));
    }

    /// <summary>An upload whose sender goes away at the end.</summary>
    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The client went away.");
    }
}
