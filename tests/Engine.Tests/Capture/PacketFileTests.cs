using System.Globalization;
using CsCheck;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Capture;

public class PacketFileTests
{
    private const ulong Second = 1_700_000_000;
    private static readonly byte[] s_frame = [.. Enumerable.Range(0, 61).Select(i => (byte)i)];

    public static TheoryData<string> Captures =>
        [.. Directory.EnumerateFiles(SharedData.Path("corpus", "open"), "zeek-*.pcap*").Where(file => file[^1] is 'p' or 'g').Select(file => Path.GetFileName(file)).Order().Take(40)];

    /// <summary>tshark's reader is the judge: number, length and time of every frame.</summary>
    [Theory]
    [MemberData(nameof(Captures))]
    public async Task TryRead_CaptureOfOthers_GivesTheFramesThatTsharkGives(string name)
    {
        var path = SharedData.Path("corpus", "open", name);
        var (_, output, _) = await ToolProcess.RunAsync("tshark", "-r", path, "-T", "fields", "-e", "frame.cap_len", "-e", "frame.time_epoch");
        var expected = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
            .Select(fields => (int.Parse(fields[0], CultureInfo.InvariantCulture), (long)(decimal.Parse(fields[1], CultureInfo.InvariantCulture) * 1_000_000_000m)));
        Assert.Equal(expected, Read(path).Frames.Select(frame => (frame.Bytes.Length, frame.Timestamp)));
    }

    [Theory]
    [InlineData("pcap")]
    [InlineData("nsecpcap")]
    [InlineData("modpcap")]
    [InlineData("pcapng")]
    public async Task TryRead_EveryFormatOfEditcap_GivesTheSameFrames(string format)
    {
        using var folder = new TempFolder();
        var original = SharedData.Path("golden", "capture", "odd.pcap");
        Assert.Equal(0, (await ToolProcess.RunAsync("editcap", "-F", format, original, folder.File("x"))).ExitCode);
        var expected = Read(original).Frames;
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Read(folder.File("x")).Frames);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryRead_InterfacesThatDiffer_GiveEachItsOwnLinkLayerAndClock(bool bigEndian)
    {
        var file = new PcapngFileWriter(bigEndian);
        file.Section().Interface(1).Interface(101, 0, (9, [9])).Block(4, new byte[8])
            .Interface(276, 0, (2, "eth0"u8.ToArray()), (9, [0x80 | 20]), (14, file.U64(1000)))
            .Frame(0, Second * 1_000_000, s_frame).Frame(1, (Second * 1_000_000_000) + 1, s_frame[..1]).Frame(2, (Second << 20) + (1 << 19), []);
        (LinkType, long, int)[] expected =
        [
            (LinkType.Ethernet, (long)Second * 1_000_000_000, 61),
            (LinkType.Raw, ((long)Second * 1_000_000_000) + 1, 1),
            (LinkType.CookedV2, ((long)(Second + 1000) * 1_000_000_000) + 500_000_000, 0),
        ];
        Assert.Equal(expected, Read(file.Bytes).Frames.Select(frame => (frame.Link, frame.Timestamp, frame.Bytes.Length)));
    }

    [Theory]
    [InlineData(0x80 | 40, 1UL << 40)]
    [InlineData(12, 1_000_000_000_000UL)]
    [InlineData(0, 1UL)]
    public void TryRead_ClockOfAnyResolution_IsToldInNanoseconds(int resolution, ulong unitsPerSecond)
    {
        var file = new PcapngFileWriter().Section().Interface(1, 0, (9, [(byte)resolution])).Frame(0, (1000 * unitsPerSecond) + (unitsPerSecond / 4), []);
        var fraction = unitsPerSecond == 1 ? 0 : 250_000_000;
        Assert.Equal(1_000_000_000_000 + fraction, Assert.Single(Read(file.Bytes).Frames).Timestamp);
    }

    [Fact]
    public void TryRead_OldAndSimpleBlocks_AreFrames()
    {
        var file = new PcapngFileWriter().Section().Interface(1, snapLength: 10).OldFrame(0, 5_000_000, s_frame)
            .SimpleFrame(s_frame[..8]).SimpleFrame(s_frame[..10], length: 61);
        Assert.Equal([(5_000_000_000, 61), (0, 8), (0, 10)], Read(file.Bytes).Frames.Select(frame => (frame.Timestamp, frame.Bytes.Length)));
    }

    [Fact]
    public void TryRead_SecondSection_BeginsAnew()
    {
        byte[] bytes =
        [
            .. new PcapngFileWriter().Section().Interface(1).Frame(0, 0, s_frame).Bytes,
            .. new PcapngFileWriter(bigEndian: true).Section().Interface(113).Frame(0, 0, s_frame).Bytes,
        ];
        Assert.Equal([LinkType.Ethernet, LinkType.Cooked], Read(bytes).Frames.Select(frame => frame.Link));
    }

    [Fact]
    public void TryRead_FrameLargerThanTheWindow_IsWhole()
    {
        var large = new byte[1 << 20];
        new Random(1).NextBytes(large);
        var file = new PcapngFileWriter().Section().Interface(1).Frame(0, 0, s_frame).Frame(0, 0, large).Frame(0, 0, s_frame);
        Assert.Equal([s_frame, large, s_frame], Read(file.Bytes).Frames.Select(frame => frame.Bytes));
    }

    [Theory]
    [InlineData("belongs to interface 1")]
    [InlineData("longer than its block")]
    [InlineData("claims to have 13 bytes")]
    [InlineData("ends with another length")]
    [InlineData("byte order")]
    [InlineData("time resolution")]
    [InlineData("is cut")]
    [InlineData("too short")]
    public void TryRead_Damage_EndsWithWhatIsWrongAndWhere(string expected)
    {
        var good = new PcapngFileWriter().Section().Interface(1).Frame(0, 0, s_frame);
        var at = good.Bytes.Length;
        byte[] bytes = expected switch
        {
            "belongs to interface 1" => good.Frame(1, 0, s_frame).Bytes,
            "longer than its block" => good.Block(6, [.. new byte[12], 9, 0, 0, 0, .. new byte[8]]).Bytes,
            "claims to have 13 bytes" => [.. good.Bytes, 6, 0, 0, 0, 13, 0, 0, 0],
            "ends with another length" => [.. good.Bytes, 6, 0, 0, 0, 12, 0, 0, 0, 16, 0, 0, 0],
            "byte order" => good.Block(0x0A0D0D0A, new byte[16]).Bytes,
            "time resolution" => good.Interface(1, 0, (9, [64])).Bytes,
            "is cut" => good.Block(1, [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 9, 0]).Bytes,
            _ => good.Block(1, new byte[4]).Bytes,
        };
        var (frames, failure, isCutOff) = Read(bytes);
        Assert.Single(frames);
        Assert.False(isCutOff);
        Assert.Contains(expected, failure, StringComparison.Ordinal);
        Assert.EndsWith($"at byte {at}", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pcap")]
    [InlineData("pcapng")]
    public void TryRead_FileCutAtAnyByte_GivesTheFramesBeforeAndSaysSo(string format)
    {
        var bytes = format == "pcap" ? Pcap() : new PcapngFileWriter().Section().Interface(1).Frame(0, 0, s_frame).Frame(0, 0, s_frame).Bytes;
        int frame = format == "pcap" ? 16 + 61 : 32 + 64, start = bytes.Length - (2 * frame);
        for (var length = start; length <= bytes.Length; length++)
        {
            var (frames, failure, isCutOff) = Read(bytes[..length]);
            Assert.Equal((length - start) / frame, frames.Count);
            Assert.Equal((null, (length - start) % frame != 0), (failure, isCutOff));
        }
    }

    [Fact]
    public void TryRead_DamagedBytes_NeverBreakTheReader()
    {
        byte[][] files = [Pcap(), new PcapngFileWriter().Section().Interface(1, 0, (9, [9])).Frame(0, 0, s_frame).SimpleFrame(s_frame).OldFrame(0, 1, s_frame).Bytes];
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[0, 1 << 20], Gen.Byte).Sample((which, at, value, at2, value2) =>
        {
            byte[] bytes = [.. files[which]];
            bytes[at % bytes.Length] = value;
            bytes[at2 % bytes.Length] = value2;
            try
            {
                return Read(bytes).Frames.Count <= 4;
            }
            catch (PlanException refused)
            {
                return refused.Faults is [{ Path: "/file" }];
            }
        });
    }

    [Fact]
    public void TryRead_FilterOverSeveralLinkLayers_FitsEach()
    {
        var packet = FrameBuilder.IpPacket(new(0x0100000A, 1), new(0x0200000A, 80), 1, 2, FrameBuilder.Ack, "x"u8);
        var other = FrameBuilder.IpPacket(new(0x0300000A, 1), new(0x0200000A, 80), 1, 2, FrameBuilder.Ack, "x"u8);
        var file = new PcapngFileWriter().Section().Interface(101).Interface(1)
            .Frame(0, 0, packet).Frame(0, 0, other).Frame(1, 0, FrameBuilder.Ethernet(packet)).Frame(1, 0, FrameBuilder.Ethernet(other));
        Assert.Equal([packet, FrameBuilder.Ethernet(packet)], Read(file.Bytes, "host 10.0.0.1").Frames.Select(frame => frame.Bytes));
    }

    [Fact]
    public void TryRead_Repeatedly_AllocatesNothing()
    {
        using var folder = new TempFolder();
        var writer = new PcapngFileWriter().Section().Interface(1);
        for (var i = 0; i < 10_000; i++)
        {
            writer.Frame(0, 0, s_frame);
        }

        File.WriteAllBytes(folder.File("x"), writer.Bytes);
        using var file = PacketFile.Open(folder.File("x"), null);
        file.TryRead(out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (file.TryRead(out _, out _))
        {
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] Pcap()
    {
        using var folder = new TempFolder();
        PcapFileWriter.Write(folder.File("x"), [new(1, s_frame), new(2, s_frame)]);
        return File.ReadAllBytes(folder.File("x"));
    }

    private static (List<Frame> Frames, string? Failure, bool IsCutOff) Read(byte[] bytes, string? filter = null)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("x"), bytes);
        return Read(folder.File("x"), filter);
    }

    private static (List<Frame> Frames, string? Failure, bool IsCutOff) Read(string path, string? filter = null)
    {
        var frames = new List<Frame>();
        using var file = PacketFile.Open(path, filter);
        while (file.TryRead(out var frame, out var timestamp))
        {
            frames.Add(new Frame(file.Link, timestamp, frame.ToArray()));
        }

        return (frames, file.Failure, file.IsCutOff);
    }

    private sealed record Frame(LinkType Link, long Timestamp, byte[] Bytes)
    {
        public bool Equals(Frame? other) => other is not null && (Link, Timestamp) == (other.Link, other.Timestamp) && Bytes.SequenceEqual(other.Bytes);

        public override int GetHashCode() => Timestamp.GetHashCode();
    }
}
