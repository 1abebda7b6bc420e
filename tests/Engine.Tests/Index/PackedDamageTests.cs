using CsCheck;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Index;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

/// <summary>Records behind damage of a compressed recording are indexed, and read as they stand there (ADR 20).</summary>
public sealed class PackedDamageTests
{
    private static readonly byte[][] s_parts = [.. Enumerable.Range(0, 4).Select(part => Records.Bytes(Enumerable.Range(0, 500).Select(i => Numbered((500 * part) + i))))];

    [Fact]
    public void Read_AnyRecordsMembersAndDamage_AreThoseThatAReaderFinds() =>
        Gen.Select(Gen.Int[0, 400_000].Array[4, 25], Gen.Double[0, 1].Array[1, 6], Gen.Select(Gen.Double[0.001, 1], Gen.Int[0, 5]).Array[1, 3], Gen.Int).Sample(
            (sizes, cuts, damages, seed) =>
            {
                var file = PackedRecordingTests.Members(PackedRecordingTests.Content(sizes), cuts);
                foreach (var (where, how) in damages)
                {
                    file = GzipMembers.Damages(file, Math.Clamp((int)(where * file.Length), 2, file.Length - 1)).ElementAt(how);
                }

                using var recording = new IndexedRecording();
                recording.Add("packed.gor.gz", file);
                recording.ReadOn();
                AssertIsRead(recording, seed);
            },
            iter: 40);

    [Fact]
    public void Advance_MemberDamagedInside_IndexesWhatIsBehindAndReportsOnce()
    {
        using var recording = new IndexedRecording();
        recording.Add("packed.gor.gz", WithDamage(member: 1));
        recording.ReadOn();

        var figures = recording.Figures();
        Assert.Equal((1500, s_parts[0].Length), (figures.Exchanges, Assert.Single(figures.Damages).Offset));
        Assert.Equal(1, recording.Indexer.Fraction);
        AssertIsRead(recording, seed: 1);
    }

    [Fact]
    public void Advance_FirstMemberHasNothing_BeginsWithTheNext()
    {
        using var recording = new IndexedRecording();
        recording.Add("packed.gor.gz", WithDamage(member: 0));
        recording.ReadOn();

        Assert.Equal((1500, 0), (recording.Figures().Exchanges, Assert.Single(recording.Figures().Damages).Offset));
        Assert.Equal((0, 8L * Pack(0).Length), Assert.Single(recording.Index.Points(0, 0, 10)).Place is var place ? (place.Start, place.Position) : default);
        AssertIsRead(recording, seed: 2);
    }

    [Fact]
    public void Advance_DamagedWhileItGrows_GoesOnWhenItGrowsNoMore()
    {
        using var recording = new IndexedRecording();
        var file = WithDamage(member: 1);
        var path = recording.Add("packed.gor.gz", file[..(Pack(0).Length + 60)]);
        recording.ReadOn(isGrowing: true);
        var before = recording.Figures();
        File.WriteAllBytes(path, file);
        recording.ReadOn(isGrowing: true);

        Assert.Equal(500, before.Exchanges);
        Assert.Equal((500, 0), (recording.Figures().Exchanges, recording.Figures().Damages.Count));
        recording.Reopen();
        recording.ReadOn();
        Assert.Equal((1500, s_parts[0].Length), (recording.Figures().Exchanges, Assert.Single(recording.Figures().Damages).Offset));
        AssertIsRead(recording, seed: 3);
    }

    [Fact]
    public void Read_BehindDamage_SearchesForNothing()
    {
        using var recording = new IndexedRecording();
        byte[] file = [.. Pack(0), .. Pack(1)[..^40], .. new byte[20_000_000], .. Pack(2)];
        var path = recording.Add("packed.gor.gz", file);
        recording.ReadOn();
        using (var changed = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            changed.Position = file.Length / 2;
            changed.Write(GzipMembers.Pack(Records.Bytes(Records.Requests(3)))); // a search would find this
        }

        using var bytes = new RecordBytes(recording.Index, recording.Files);
        var rows = recording.All().Select(row => (row.Number, At: recording.Find(row.Number)!.Request!.Value)).ToList();
        Assert.All(rows, row => Assert.NotEqual(0, bytes.Read(row.At).Length));
        Assert.Equal(Numbered(1499).Payload.ToArray(), GorReader.Parse(bytes.Read(rows[^1].At)).Payload.ToArray());
    }

    [Fact]
    public void Advance_Stopped_EndsItsSearch()
    {
        using var recording = new IndexedRecording();
        recording.Add("packed.gor.gz", [.. Pack(0)[..^40], .. new byte[1_000_000]]);
        Assert.ThrowsAny<OperationCanceledException>(() => recording.Indexer.Advance(recording.Files, isGrowing: false, new CancellationToken(canceled: true)));
    }

    /// <summary>All that a reader finds is known, and is read from its place in any order.</summary>
    private static void AssertIsRead(IndexedRecording recording, int seed)
    {
        using var reader = GorReader.Open(recording.Files[0]);
        var expected = new List<(long Offset, int Length, byte[] Payload)>();
        while (reader.ReadBatch() is { IsEmpty: false } batch)
        {
            expected.AddRange(batch.ToArray().Where(entry => entry.Record.Kind == RecordKind.Request).Select(entry => (entry.Offset, entry.Length, entry.Record.Payload.ToArray())));
        }

        var rows = recording.All().Select(row => recording.Find(row.Number)!).Where(row => row.Request is not null).Select(row => (row.Request!.Value.Offset, row.Request.Value.Length));
        Assert.Equal(expected.Select(record => (record.Offset, record.Length)).Order(), rows.Order());
        using var bytes = new RecordBytes(recording.Index, recording.Files);
        var shuffled = expected.ToArray();
        new Random(seed).Shuffle(shuffled);
        Assert.All([.. expected, .. shuffled.Take(200)], record => Assert.Equal(record.Payload, GorReader.Parse(bytes.Read(new RecordLocation(0, record.Offset, record.Length))).Payload.ToArray()));
    }

    private static Record Numbered(int i) => Records.Request(i, $"/{i}?{i * 7919:x}", i);

    private static byte[] Pack(int part) => GzipMembers.Pack(s_parts[part]);

    /// <summary>Four members of 500 records, of one of which nothing unpacks.</summary>
    private static byte[] WithDamage(int member)
    {
        var members = Enumerable.Range(0, s_parts.Length).Select(Pack).ToArray();
        members[member].AsSpan(10, 20).Fill(0xFF);
        return [.. members.SelectMany(bytes => bytes)];
    }
}
