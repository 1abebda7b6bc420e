using TapeDeck.Engine.Gzip;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Gzip;

/// <summary>Looking for what is whole behind damage takes no more than in proportion to the file, can be stopped, and is not deceived by noise.</summary>
public sealed class GzipSearchTests
{
    private static readonly byte[] s_member = GzipMembers.Pack("some content that is whole"u8);

    [Theory]
    [InlineData("1F8B0800")] // nothing but beginnings
    [InlineData("1F8B08000000000000030300")] // empty streams without their checksums
    [InlineData("1F8B0804000000000003F0FF")] // headers that are long
    [InlineData("1F8B080000000000000300FAFF0500")] // blocks of 64 KiB, each of which ends where another begins, to the end of the file
    [InlineData("1F8B080000000000000300FFFF0000")] // blocks of 64 KiB with nothing behind them
    public void TryGoOn_FileFullOfBeginnings_TakesTimeInProportionToIt(string hex)
    {
        var (work, twice) = (WorkOf(hex, 500_000), WorkOf(hex, 1_000_000));

        Assert.InRange(work, 0, 500_000 * 600L + (600L << 16));
        Assert.InRange(twice, 0, (work * 5 / 2) + (600L << 16));
    }

    [Fact]
    public void TryGoOn_WholeMemberBehindNoise_IsFoundAlone()
    {
        var noise = new byte[3_000_000];
        new Random(11).NextBytes(noise);
        for (var at = 0; at < noise.Length - 3; at += 50_000)
        {
            (noise[at], noise[at + 1], noise[at + 2], noise[at + 3]) = (0x1F, 0x8B, 8, 0);
        }

        var stretches = Stretches([.. s_member[..12], .. noise, .. s_member]);
        Assert.Equal((2, (26, 12 + noise.Length)), (stretches.Count, stretches[^1]));
    }

    [Fact]
    public void TryGoOn_HeaderDamagedBehindAWrongChecksum_GoesOnTwice()
    {
        var (first, second) = (s_member.ToArray(), s_member.ToArray());
        first[^8] ^= 1;
        second[2] ^= 1;
        Assert.Equal([(26, 0), (0, s_member.Length), (26, 2 * s_member.Length)], Stretches([.. first, .. second, .. s_member]));
    }

    [Theory]
    [InlineData(131_072 - 16_384)]
    [InlineData(131_072)]
    [InlineData(2 * (131_072 - 16_384))]
    public void TryGoOn_MemberAroundTheEdgesOfWhatIsReadAtOnce_IsFound(int edge)
    {
        for (var at = edge - 40; at < edge + 5; at++)
        {
            Assert.Equal([(0, 0), (26, at)], Stretches([.. "\x1F\x8B\x08"u8, .. new byte[at - 3 - 1], .. s_member]));
        }
    }

    [Fact]
    public void TryGoOn_Cancelled_EndsAndCanBeTriedAgain()
    {
        using var stop = new CancellationTokenSource();
        var file = new CountingStream([.. s_member[..20], .. new byte[2_000_000], .. s_member]);
        using var content = new GzipContent(file);
        content.CopyTo(Stream.Null);
        file.Passed = read => { if (read > 500_000) { stop.Cancel(); } };

        Assert.ThrowsAny<OperationCanceledException>(() => content.TryGoOn(stop.Token));
        Assert.InRange(file.BytesRead, 500_000, 1_000_000);
        Assert.Equal(-1, content.ReadByte());
        Assert.True(content.TryGoOn(TestContext.Current.CancellationToken));
        Assert.Equal((byte)'s', content.ReadByte());
    }

    [Fact]
    public void TryGoOn_StreamThatCannotSeek_EndsAtItsDamage()
    {
        using var content = new GzipContent(new ForwardOnly([.. s_member[..20], .. s_member]));
        content.CopyTo(Stream.Null);
        Assert.True(content.IsDamaged);
        Assert.False(content.TryGoOn(TestContext.Current.CancellationToken));
    }

    /// <summary>Bytes that are read and unpacked to get to the end of a file, over all damage.</summary>
    private static long WorkOf(string hex, int bytes)
    {
        var unit = Convert.FromHexString(hex);
        var file = new CountingStream([.. Enumerable.Range(0, bytes).Select(i => unit[i % unit.Length])]);
        using var content = new GzipContent(file);
        var buffer = new byte[1 << 20];
        var unpacked = 0L;
        do
        {
            while (content.Read(buffer) is var read and > 0)
            {
                unpacked += read;
            }
        }
        while (content.TryGoOn(TestContext.Current.CancellationToken));

        Assert.InRange(unpacked, 0, GzipContent.MostBytes(bytes));
        return unpacked + file.BytesRead;
    }

    /// <summary>How much is read between two damages, and where the member begins that is read then.</summary>
    private static List<(int Bytes, int Member)> Stretches(byte[] file)
    {
        using var content = new GzipContent(new MemoryStream(file));
        var all = new List<(int, int)>();
        do
        {
            using var unpacked = new MemoryStream();
            content.CopyTo(unpacked);
            all.Add(((int)unpacked.Length, (int)content.Member));
        }
        while (content.TryGoOn(TestContext.Current.CancellationToken));

        return all;
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public Action<long>? Passed { get; set; }

        public long BytesRead { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Counted(base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Counted(base.Read(buffer));

        private int Counted(int read)
        {
            BytesRead += read;
            Passed?.Invoke(BytesRead);
            return read;
        }
    }

    private sealed class ForwardOnly(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
