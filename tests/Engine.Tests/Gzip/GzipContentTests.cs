using System.IO.Compression;
using System.Text;
using CsCheck;
using TapeDeck.Engine.Gzip;

namespace TapeDeck.Engine.Tests.Gzip;

/// <summary>What .NET unpacks is unpacked to the same here, from the beginning and from every place that was passed (ADR 20).</summary>
public sealed class GzipContentTests
{
    private static readonly CompressionLevel[] s_levels = [CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize];
    private static readonly Gen<byte[]> s_content = Gen.Select(Gen.Int, Gen.Int[0, 5], Gen.Int[0, 400_000], Made);
    private static readonly Gen<byte[]> s_file = Gen.Select(s_content, Gen.Int[0, 3], Gen.Double[0, 1].Array[0, 3], (content, level, cuts) => Members(content, s_levels[level], cuts));

    [Fact]
    public void Read_AnyContentLevelAndMembers_IsWhatNetReads() => Gen.Select(s_file, Gen.Int[1, 300_000]).Sample(
        (file, most) =>
        {
            AssertSame(file, most);
            using var content = new GzipContent(new MemoryStream(file));
            Assert.False(ReadAll(content).IsDamaged);
        },
        iter: 40);

    [Fact]
    public void Read_CutShort_GivesWhatIsBeforeAndFails() =>
        Gen.Select(s_file, Gen.Double[0, 1]).Sample((file, at) => AssertSame(file[..Math.Max(2, (int)(at * file.Length))]), iter: 40);

    [Fact]
    public void Read_ChangedBytes_FailsWhereNetFails() =>
        Gen.Select(s_file, Gen.Double[0, 1].Array[1, 3], Gen.Byte[1, 255]).Sample(
            (file, places, by) =>
            {
                foreach (var place in places)
                {
                    file[Math.Max(10, (int)(place * (file.Length - 1)))] ^= by;
                }

                AssertSame(file);
            },
            iter: 100);

    [Fact]
    public void Read_NoDeflateAtAll_FailsWhereNetFails() =>
        Gen.Byte.Array[0, 300].Sample(bytes => AssertSame([.. Header(0), .. bytes]), iter: 20_000);

    [Fact]
    public void GoTo_AnyPointOfAnyFile_ReadsTheRest() =>
        Gen.Select(Gen.Int, Gen.Int[0, 5], Gen.Int[0, 3], Gen.Double[0, 1].Array[0, 3]).Sample(
            (seed, kind, level, cuts) =>
            {
                var file = Members(Made(seed, kind, 5_000_000), s_levels[level], cuts);
                var points = new List<GzipPoint>();
                using var content = new GzipContent(new MemoryStream(file)) { Passed = points.Add };
                var all = ReadAll(content).Content;
                content.Passed = null;
                Assert.Equal([1, 2, 3, 4], points.Select(point => (point.Start + 512) / GzipContent.PointDistance));
                foreach (var point in points.AsEnumerable().Reverse().Append(null))
                {
                    content.GoTo(point);
                    Assert.Equal(point?.Start ?? 0, content.Position);
                    Assert.True(all.AsSpan((int)content.Position).SequenceEqual(ReadAll(content).Content));
                }
            },
            iter: 12);

    [Fact]
    public void GoTo_FileIsAnotherOne_Fails()
    {
        var points = new List<GzipPoint>();
        using (var content = new GzipContent(new MemoryStream(Members(Made(1, 1, 3_000_000), CompressionLevel.Optimal, []))) { Passed = points.Add })
        {
            ReadAll(content);
        }

        using var other = new GzipContent(new MemoryStream(Members(Made(2, 0, 3_000_000), CompressionLevel.Optimal, [])));
        other.GoTo(points[^1]);
        Assert.True(ReadAll(other).IsDamaged);
        other.GoTo(null);
        Assert.False(ReadAll(other).IsDamaged);
    }

    [Theory]
    [InlineData(4, "0100AA")] // something extra
    [InlineData(8, "6100")] // a name
    [InlineData(16, "6100")] // a comment
    [InlineData(28, "0200AABB61006200")] // all of them
    public void Read_HeaderWithParts_StepsOverThem(byte parts, string hex)
    {
        byte[] file = [.. Header(parts), .. Convert.FromHexString(hex), .. Members("hello"u8.ToArray(), CompressionLevel.Optimal, [])[10..]];
        AssertSame(file);
        Assert.Equal("hello"u8.ToArray(), ReadAll(new GzipContent(new MemoryStream(file))).Content);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("1F")]
    [InlineData("000000000000000000000000")]
    [InlineData("1F8B")]
    [InlineData("1F8B0800000000000000")]
    public void Read_SomethingBehindTheEnd_IsAsNetTakesIt(string hex) =>
        AssertSame([.. Members("hello"u8.ToArray(), CompressionLevel.Optimal, []), .. Convert.FromHexString(hex)]);

    [Fact]
    public void Read_FileGrowsByAMember_GoesOn()
    {
        var (one, two) = (Members([1, 2, 3], CompressionLevel.Optimal, []), Members([4, 5], CompressionLevel.Optimal, []));
        var file = new MemoryStream();
        file.Write(one);
        file.Position = 0;
        using var content = new GzipContent(file);
        Assert.Equal([1, 2, 3], ReadAll(content).Content);
        file.Write(two);
        file.Position = one.Length;
        Assert.Equal([4, 5], ReadAll(content).Content);
    }

    /// <summary>
    /// Both read the same, and what .NET finds damaged is. How much is read before damage may differ. .NET says nothing when what follows a member is none; then all it read is read here, too.
    /// </summary>
    private static void AssertSame(byte[] file, int most = 81_920)
    {
        using var expected = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        using var actual = new GzipContent(new MemoryStream(file));
        var (theirs, ours) = (ReadAll(expected, most), ReadAll(actual, most));
        Assert.True(ours.IsDamaged || !theirs.IsDamaged);
        var count = theirs.IsDamaged ? Math.Min(theirs.Content.Length, ours.Content.Length) : int.MaxValue;
        Assert.True(theirs.Content.AsSpan(0, Math.Min(count, theirs.Content.Length)).SequenceEqual(ours.Content.AsSpan(0, Math.Min(count, ours.Content.Length))));
    }

    private static (byte[] Content, bool IsDamaged) ReadAll(Stream content, int most = 81_920)
    {
        var (all, buffer) = (new MemoryStream(), new byte[most]);
        try
        {
            while (content.Read(buffer) is var read and > 0)
            {
                all.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return (all.ToArray(), true);
        }

        return (all.ToArray(), content is GzipContent { IsDamaged: true });
    }

    private static byte[] Header(byte parts) => [0x1F, 0x8B, 8, parts, 0, 0, 0, 0, 0, 3];

    /// <summary>Content that is packed in many ways: noise, words, runs, parts from far back, and bytes so rare that their codes are long.</summary>
    private static byte[] Made(int seed, int kind, int length)
    {
        var random = new Random(seed);
        var content = new byte[length];
        switch (kind)
        {
            case 0:
                random.NextBytes(content);
                break;
            case 1:
                Fill(content, () => Encoding.ASCII.GetBytes($"GET /users/{random.Next(1000)} HTTP/1.1\r\nHost: shop.example\r\n\r\n"));
                break;
            case 2:
                Fill(content, () => [.. Enumerable.Repeat((byte)random.Next(4), random.Next(1, 2000))]);
                break;
            case 3:
                var far = new byte[InflateWindow.Reach];
                random.NextBytes(far);
                Fill(content, () => far);
                break;
            case 4:
                Fill(content, () => [(byte)Math.Min(255, -Math.Log2(random.NextDouble()) * 1.4)]);
                break;
            default:
                Fill(content, () => random.Next(20) == 0 ? [.. Enumerable.Range(0, 300).Select(_ => (byte)random.Next(256))] : [1, 2, 3, (byte)random.Next(9)]);
                break;
        }

        return content;
    }

    private static void Fill(Span<byte> content, Func<byte[]> next)
    {
        while (!content.IsEmpty)
        {
            var part = next();
            var count = Math.Min(part.Length, content.Length);
            part.AsSpan(0, count).CopyTo(content);
            content = content[count..];
        }
    }

    private static byte[] Members(byte[] content, CompressionLevel level, double[] cuts)
    {
        var packed = new MemoryStream();
        int[] at = [0, .. cuts.Select(cut => (int)(cut * content.Length)).Order(), content.Length];
        foreach (var (from, to) in at.Zip(at.Skip(1)))
        {
            using var member = new GZipStream(packed, level, leaveOpen: true);
            member.Write(content.AsSpan(from, to - from));
        }

        return packed.ToArray();
    }
}
