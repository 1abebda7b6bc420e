using CsCheck;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Gzip;
using TapeDeck.TestKit;
using static TapeDeck.Engine.Tests.Gor.GorText;

namespace TapeDeck.Engine.Tests.Gor;

/// <summary>Whatever happens to a member of a compressed recording, the records of the others are read (ADR 20).</summary>
public sealed class GorDamagedMemberTests
{
    private const int Each = 3;

    private static readonly byte[][] s_members = [.. Enumerable.Range(0, 5).Select(member => GzipMembers.Pack(Write(Of(member))))];

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void Read_MemberDamagedAnywhere_GivesAllRecordsOfTheOthers(int victim)
    {
        var (before, behind) = (Enumerable.Range(0, victim).SelectMany(Of).Select(Describe).ToArray(), Enumerable.Range(victim + 1, s_members.Length - victim - 1).SelectMany(Of).Select(Describe).ToArray());
        for (var at = victim == 0 ? 2 : 0; at < s_members[victim].Length; at++) // a file that does not begin like gzip is none
        {
            foreach (var damaged in GzipMembers.Damages(s_members[victim], at))
            {
                var (records, damages) = ReadPacked([.. s_members[..victim].SelectMany(one => one), .. damaged, .. s_members[(victim + 1)..].SelectMany(one => one)]);

                Assert.Equal(before, records.Take(before.Length).Select(Describe));
                Assert.Equal(behind, records.TakeLast(behind.Length).Select(Describe));
                Assert.Equal(IsWhole(damaged) ? 0 : 1, damages.Count(damage => damage.Reason.StartsWith("The compressed data is damaged", StringComparison.Ordinal)));
                Assert.All(damages, damage => Assert.InRange(damage.Offset, victim * Write(Of(0)).Length, long.MaxValue));
            }
        }
    }

    [Fact]
    public void Read_SeveralDamagedStretches_AreReportedOnceEach()
    {
        var members = s_members.Select(member => member.ToArray()).ToArray();
        members[1][40] ^= 0x55;
        Array.Clear(members[3], 0, 30);
        byte[] file = [.. members.SelectMany(member => member), .. new byte[500], .. s_members[0], .. "\x1F\x8B\x08"u8];
        var (records, damages) = ReadPacked(file);

        int[] expected = [0, 2, 4, 0];
        Assert.Equal(expected.SelectMany(Of).Select(Describe), records.Where(record => !Of(1).Any(lost => lost.Id == record.Id)).Select(Describe));
        Assert.Equal(4, damages.Count);
        Assert.Contains($"goes on with what begins at byte {members[0].Length + members[1].Length} of the file", damages[0].Reason, StringComparison.Ordinal);
        Assert.Contains("or ends too soon", damages[^1].Reason, StringComparison.Ordinal);
        Assert.Equal(damages.Select(damage => damage.Offset).Order(), damages.Select(damage => damage.Offset));
    }

    [Fact]
    public void Read_RecordCutShortByDamage_DoesNotRunIntoTheNextMember()
    {
        var cut = GzipMembers.Pack(System.Text.Encoding.UTF8.GetBytes(Post("/cut", new string('x', 400))));
        var (records, damages) = ReadPacked([.. s_members[0], .. cut[..^12], .. s_members[1]]);

        Assert.Equal([.. Of(0), .. Of(1)], records, (one, other) => Describe(one) == Describe(other));
        Assert.Equal(Write(Of(0)).Length, Assert.Single(damages).Offset); // where the record begins
    }

    [Fact]
    public void Read_BodiesThatArePackedThemselves_AreNoRecords()
    {
        var random = new Random(3);
        var noise = new byte[90_000];
        random.NextBytes(noise);
        var inner = GzipMembers.Pack(System.Text.Encoding.UTF8.GetBytes("a page, packed by its server; " + Convert.ToHexString(noise)));
        var large = Records.Request(7, "/large", 7) with { Payload = (byte[])[.. System.Text.Encoding.ASCII.GetBytes($"POST /large HTTP/1.1\r\nContent-Length: {inner.Length}\r\n\r\n"), .. inner] };
        var member = GzipMembers.Pack(Write([large, .. Of(1)]), System.IO.Compression.CompressionLevel.NoCompression);
        member[30] ^= 1; // in the first record: its body, whole, stands behind
        member[12] ^= 1;
        var (records, damages) = ReadPacked([.. s_members[0], .. member, .. s_members[2]]);

        Assert.Equal([.. Of(0), .. Of(2)], records, (one, other) => Describe(one) == Describe(other));
        Assert.Single(damages);
    }

    [Fact]
    public void Read_AnyMembersCutAnywhereAndDamaged_GivesTheRecordsOfWholeOnes() =>
        Gen.Select(Gen.Int[0, 3000].Array[3, 30], Gen.Double[0, 1].Array[2, 8], Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[0, 5]).Array[1, 3]).Sample(
            (sizes, cuts, damages) =>
            {
                var parts = sizes.Select((size, i) => Write([Sized(i, size)])).ToArray();
                var content = parts.SelectMany(part => part).ToArray();
                int[] at = [0, .. cuts.Select(cut => (int)(cut * content.Length)).Order(), content.Length];
                var members = at.Zip(at.Skip(1)).Where(cut => cut.First < cut.Second).Select(cut => (cut.First, End: cut.Second, Bytes: GzipMembers.Pack(content.AsSpan(cut.First, cut.Second - cut.First)))).ToArray();
                var isDamaged = new bool[members.Length];
                foreach (var (which, where, how) in damages)
                {
                    var victim = (int)(which * (members.Length - 0.5));
                    var bytes = members[victim].Bytes;
                    (members[victim].Bytes, isDamaged[victim]) = isDamaged[victim] ? (bytes, true) : (GzipMembers.Damages(bytes, Math.Clamp((int)(where * bytes.Length), 2, bytes.Length - 1)).ElementAt(how), true);
                }

                var found = ReadPacked([.. members.SelectMany(member => member.Bytes)]).Records.Select(Describe).ToHashSet();
                Assert.All(Whole(parts, members, isDamaged), i => Assert.Contains(Describe(Sized(i, sizes[i])), found));
            },
            iter: 300);

    /// <summary>The records that stand in members that are whole, with the separator before them or at the beginning of a member.</summary>
    private static IEnumerable<int> Whole(byte[][] parts, (int First, int End, byte[] Bytes)[] members, bool[] isDamaged)
    {
        for (var (i, start) = (0, 0); i < parts.Length; start += parts[i++].Length)
        {
            var needed = start == 0 || members.Any(member => member.First == start) ? start : start - GorSeparator.Length;
            var end = start + parts[i].Length;
            if (members.Zip(isDamaged).Where(member => member.First.First < end && member.First.End > needed).All(member => !member.Second))
            {
                yield return i;
            }
        }
    }

    private static Record[] Of(int member) => [.. Enumerable.Range(0, Each).Select(i => Records.Request((100 * member) + i, $"/{member}/{i}?{i * 7919:x}", 1000 + member))];

    private static Record Sized(int i, int size)
    {
        var body = new byte[size];
        new Random(i).NextBytes(body.AsSpan(0, size / 2));
        return Records.Request(i, "/", i) with { Payload = (byte[])[.. System.Text.Encoding.ASCII.GetBytes($"POST /{i} HTTP/1.1\r\nContent-Length: {size}\r\n\r\n"), .. body] };
    }

    private static bool IsWhole(byte[] member)
    {
        using var content = new GzipContent(new MemoryStream(member));
        content.CopyTo(Stream.Null);
        return !content.IsDamaged;
    }

    private static (List<Record> Records, List<GorDamage> Damages) ReadPacked(byte[] file)
    {
        using var content = new GzipContent(new MemoryStream(file));
        return Read(content);
    }

    private static string Describe(Record record) => $"{record.Kind} {record.Id} {record.Timestamp} {Convert.ToHexString(record.Payload.Span)}";
}
