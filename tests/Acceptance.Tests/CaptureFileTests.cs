using System.Net;
using System.Net.Sockets;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table C: packet files, VLANs and VXLAN (spec §13, 55–57 and 66).</summary>
public sealed class CaptureFileTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const uint BeforeWrap = uint.MaxValue - 1000; // the sequence numbers wrap inside the messages

    private static readonly string s_post = $"POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 4000\r\n\r\n{string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i:d4}"))}";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("reordered")]
    [InlineData("duplicated")]
    [InlineData("overlapping")]
    [InlineData("all at once")]
    public async Task Check055_SegmentsInAnyOrderAndCut_GiveTheMessagesOfTheCleanFile(string how)
    {
        var clean = Talk(isn: 1000, segment: 100);
        var (wrapped, otherCuts) = (Talk(BeforeWrap, segment: 100), Talk(BeforeWrap, segment: 70));
        var random = new Random(55);
        List<CapturedFrame> frames = how switch
        {
            "reordered" => Shuffled(wrapped, random),
            "duplicated" => [.. wrapped.SelectMany(frame => new[] { frame, frame })],
            "overlapping" => [.. wrapped.Zip(otherCuts, (a, b) => new[] { a, b }).SelectMany(pair => pair), .. otherCuts[wrapped.Count..]],
            _ => Shuffled([.. wrapped, .. otherCuts, .. wrapped], random),
        };
        var expected = await ReadAsync(clean, "--input-raw-track-response");
        Assert.Equal([('1', s_post), ('2', Ok), ('1', s_post), ('2', Ok)], expected.Records.Select(record => (record.Kind, record.Payload)));
        var outcome = await ReadAsync(frames, "--input-raw-track-response");
        Assert.Equal(expected.Records.Select(record => (record.Kind, record.Payload)).Order(), outcome.Records.Select(record => (record.Kind, record.Payload)).Order());
        Assert.Equal(2, outcome.Records.Select(record => record.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check056_MissingSegment_IsReportedAndEmittedOnlyIfAllowed(bool allowed)
    {
        var talk = new TcpTalk().Open().Client(s_post[..1000]).Client(s_post[1000..2000]).Lose().Client(s_post[2000..]).Server(Ok).Client("GET /next HTTP/1.1\r\nHost: h\r\n\r\n").Close();
        var outcome = await ReadAsync(talk.Frames, $"--input-raw-allow-incomplete={allowed}");
        Assert.Equal(
            allowed ? [s_post[..1000] + s_post[2000..], "GET /next HTTP/1.1\r\nHost: h\r\n\r\n"] : ["GET /next HTTP/1.1\r\nHost: h\r\n\r\n"],
            outcome.Records.Select(record => record.Payload));
        Assert.Equal((allowed ? 2 : 1, allowed ? 0 : 1), (outcome.Count("messages", 1), outcome.Count("messages", 3)));
        Assert.Equal(!allowed, outcome.Error.Contains("(incomplete 1)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check057_PacketFile_GivesTheSameEachTime()
    {
        var frames = Shuffled([.. Talk(BeforeWrap, 100), .. Talk(1, 70, "10.0.0.6:40001"), .. Talk(2, 500, "[2001:db8::5]:40002", "[2001:db8::9]:80")], new Random(57));
        var first = (await ReadAsync(frames, "--input-raw-track-response")).Output;
        Assert.Equal(12, GorRecord.CountIn(first));
        for (var run = 1; run < 20; run += 2)
        {
            var both = await Task.WhenAll(ReadAsync(frames, "--input-raw-track-response"), ReadAsync(frames, "--input-raw-track-response"));
            Assert.All(both, outcome => Assert.Equal(first, outcome.Output));
        }
    }

    [Theory]
    [InlineData("802.1Q")]
    [InlineData("802.1ad")]
    [InlineData("VXLAN")]
    public async Task Check066_TaggedOrTunnelledFile_IsCaptured(string kind)
    {
        var frames = Talk(isn: 1000, segment: 500).Select(frame => frame with
        {
            Bytes = kind switch
            {
                "802.1Q" => FrameBuilder.Ethernet(frame.Bytes[14..], 5),
                "802.1ad" => FrameBuilder.Ethernet(frame.Bytes[14..], 9, 5),
                _ => FrameBuilder.Vxlan(frame.Bytes[14..]),
            },
        });
        Assert.Equal([s_post, s_post], (await ReadAsync(frames)).Records.Select(record => record.Payload));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(true, "7")]
    [InlineData(true, "-8")]
    [InlineData(true, "7", "-7")]
    [InlineData(false, "8")]
    [InlineData(false, "-7")]
    [InlineData(false, "-7", "7")]
    public async Task Check066_VxlanListener_HonoursAllowedAndDeniedNetworks(bool taken, params string[] networks)
    {
        using var mirror = new UdpClient(0, AddressFamily.InterNetwork);
        var port = FreeUdpPort();
        await using var capture = _place.Start([
            "--input-raw-engine", "vxlan", "--input-raw-vxlan-port", $"{port}", "--input-raw", ":80", "--output-stdout",
            .. networks.Select(network => $"--input-raw-vxlan-vni={network}")]);
        await capture.WaitUntilAsync(() => capture.Error.Contains($"taking VXLAN at UDP port {port}", StringComparison.Ordinal), "the listener");
        var (wanted, marker) = (new TcpTalk().Open().Client(s_post).Close(), new TcpTalk("10.0.0.6:1").Open().Client("GET /marker HTTP/1.1\r\nHost: h\r\n\r\n").Close());
        var open = networks is [['-', ..], ..] ? 6 : networks.Length > 0 ? int.Parse(networks[0]) : 6;
        foreach (var datagram in wanted.Frames.Select(frame => Datagram(7, frame)).Concat(marker.Frames.Select(frame => Datagram(open, frame))))
        {
            await mirror.SendAsync(datagram, new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);
        }

        var records = await Workplace.CapturedAsync(capture, taken ? 2 : 1);
        Assert.Equal(taken ? ["GET /marker HTTP/1.1", "POST /big HTTP/1.1"] : ["GET /marker HTTP/1.1"], records.Select(record => record.FirstLine).Order());
    }

    private static List<CapturedFrame> Talk(uint isn, int segment, string client = "10.0.0.5:40000", string server = "10.0.0.9:80") =>
        new TcpTalk(client, server, isn, isn - 500).Open().Client(s_post, segment).Server(Ok, segment).Client(s_post, segment).Server(Ok).Close().Frames;

    /// <summary>Frames out of order, no farther from their place than a network brings them; times go on rising.</summary>
    private static List<CapturedFrame> Shuffled(List<CapturedFrame> frames, Random random)
    {
        var times = frames.Select(frame => frame.Timestamp).Order().ToList();
        var order = frames.Select((frame, i) => (frame, Place: i + random.Next(8))).OrderBy(one => one.Place).Select(one => one.frame);
        return [.. order.Zip(times, (frame, time) => frame with { Timestamp = time })];
    }

    private static byte[] Datagram(int network, CapturedFrame frame) => [8, 0, 0, 0, 0, 0, (byte)network, 0, .. frame.Bytes];

    private static int FreeUdpPort()
    {
        using var socket = new UdpClient(0, AddressFamily.InterNetworkV6);
        return ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }

    private async Task<Workplace.Outcome> ReadAsync(IEnumerable<CapturedFrame> frames, params string[] options)
    {
        var file = $"in{Guid.NewGuid():n}.pcap";
        PcapFileWriter.Write(_place.PathOf(file), frames);
        return (await _place.RunAsync(["--input-raw", $"{file}:80", "--output-stdout", .. options])).Succeeded();
    }
}
