using CsCheck;
using TapeDeck.Engine.Tcp;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Tcp;

public class TcpReassemblerTests
{
    private const string Hello = "GET hello";
    private const string World = "HTTP world";

    private static readonly TcpLimits s_patient = new() { Patience = 1_000_000_000 };

    [Fact]
    public void Add_PlainConnection_DeliversBothStreamsOnce()
    {
        var log = StreamLog.Of(new TcpTalk().Open().Client(Hello).Server(World, 3).Close().Frames);
        var connection = Assert.Single(log.Connections);
        Assert.Equal($"{Hello}<Finished>", connection.ToServer);
        Assert.Equal($"{World}<Finished>", connection.ToClient);
        Assert.Equal((40000, 80), (connection.Client.Port, connection.Server.Port));
    }

    [Theory]
    [InlineData(1000u)]
    [InlineData(uint.MaxValue - 5)]
    public void Add_SegmentsInAnyOrder_GivesTheSameStreams(uint isn)
    {
        var talk = new TcpTalk(clientIsn: isn, serverIsn: isn + 3).Open().Client(Hello, 2).Server(World, 3).Client("abcdefgh", 3).Close();
        var times = talk.Frames.Select(frame => frame.Timestamp).ToArray();
        Gen.Shuffle(talk.Frames.ToArray()).Sample(shuffled =>
        {
            var inTime = shuffled.Select((frame, i) => frame with { Timestamp = times[i] });
            var connection = Assert.Single(StreamLog.Of(inTime, s_patient).Connections);
            return connection.ToServer == $"{Hello}abcdefgh<Finished>" && connection.ToClient == $"{World}<Finished>";
        });
    }

    [Fact]
    public void Add_RandomOverlapsAndDuplicates_DeliversEveryByteOnce()
    {
        const string text = "GET the quick brown fox jumps over the lazy dog";
        var cuts = Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[1, 12]).Array[0, 60];
        cuts.Sample(pieces =>
        {
            var talk = new TcpTalk().Open();
            var frames = new List<CapturedFrame>(talk.Frames);
            foreach (var (start, length) in pieces)
            {
                frames.Add(new TcpTalk(clientIsn: 1001 + (uint)start) { Now = talk.Now }.Client(text[start..Math.Min(text.Length, start + length)]).Frames[0]);
            }

            frames.Add(new TcpTalk(clientIsn: 1001) { Now = talk.Now }.Client(text).Frames[0]);
            return Assert.Single(StreamLog.Of(frames).Connections).ToServer == $"{text}<SourceEnded>";
        });
    }

    [Fact]
    public void Add_CopiesThatDiffer_FirstCopyWins()
    {
        var talk = new TcpTalk().Open();
        var later = new TcpTalk(clientIsn: 1004).Client("DEF").Frames[0];
        var all = new TcpTalk(clientIsn: 1001).Client("abcdefg").Frames[0];
        var again = new TcpTalk(clientIsn: 1001).Client("xxxxxxxxx").Frames[0];
        var log = StreamLog.Of([.. talk.Frames, later, all, again]);
        Assert.Equal("abcDEFgxx<SourceEnded>", Assert.Single(log.Connections).ToServer);
    }

    [Fact]
    public void Add_Retransmission_IsADuplicate()
    {
        var talk = new TcpTalk().Open().Client(Hello);
        var log = StreamLog.Of([.. talk.Frames, talk.Frames[^1]]);
        Assert.Equal(1, log.Fates[SegmentFate.Duplicate]);
        Assert.Equal($"{Hello}<SourceEnded>", log.Connections[0].ToServer);
    }

    [Fact]
    public void Add_KeepAliveProbe_AddsNothing()
    {
        var talk = new TcpTalk().Open().Client(Hello);
        var probe = new TcpTalk(clientIsn: 1000 + (uint)Hello.Length).Client("\0").Frames[0];
        Assert.Equal($"{Hello}more<SourceEnded>", StreamLog.Of([.. talk.Frames, probe, .. talk.Client("more").Frames[^1..]]).Connections[0].ToServer);
    }

    [Fact]
    public void Add_HoleThatIsNeverFilled_BecomesAGapAfterExpire()
    {
        var talk = new TcpTalk().Open().Client(Hello).Client("lost").Lose().Client("after");
        Assert.Equal(Hello, StreamLog.Of(talk.Frames, end: false).Connections[0].ToServer);

        talk.Wait(TimeSpan.FromSeconds(2)).Server(World);
        Assert.Equal($"{Hello}<gap 4>after", StreamLog.Of(talk.Frames, end: false).Connections[0].ToServer);
    }

    [Fact]
    public void Add_HoleFilledLate_IsNoGap()
    {
        var talk = new TcpTalk().Open().Client("lost").Client("after").Wait(TimeSpan.FromSeconds(1.9)).Server(World);
        var late = talk.Frames[3];
        talk.Frames.RemoveAt(3);
        Assert.Equal("lostafter<SourceEnded>", StreamLog.Of([.. talk.Frames, late]).Connections[0].ToServer);
    }

    [Fact]
    public void Add_FinAfterAHole_ReportsTheMissingEnd()
    {
        var talk = new TcpTalk().Open().Server("HTTP").Server("lost").Lose().ServerFin();
        Assert.Equal("HTTP<gap 4><Finished>", StreamLog.Of(talk.Frames).Connections[0].ToClient);
    }

    [Fact]
    public void Add_MoreThanMayBeHeld_DeclaresTheGapAtOnce()
    {
        var talk = new TcpTalk().Open().Client("lost").Lose().Client(new string('x', 300), 100);
        var log = StreamLog.Of(talk.Frames, new TcpLimits { HeldPerStream = 250 }, end: false);
        Assert.Equal($"<gap 4>{new string('x', 300)}", log.Connections[0].ToServer);
    }

    [Fact]
    public void Add_ConnectionAlreadyOpen_IsJoinedAtItsLowestByte()
    {
        var talk = new TcpTalk().Client(Hello).Client("more");
        (talk.Frames[0], talk.Frames[1]) = (talk.Frames[1], talk.Frames[0]);
        Assert.Equal($"<joined>{Hello}more<SourceEnded>", StreamLog.Of(talk.Frames).Connections[0].ToServer);
    }

    [Fact]
    public void Add_PortsUnknown_LearnsTheClientFromTheHandshakeOrTheContent()
    {
        var opened = StreamLog.Of(new TcpTalk(server: "10.0.0.9:4444").Open().Server("220 hi").Frames);
        Assert.Equal((40000, "220 hi<SourceEnded>"), (opened.Connections[0].Client.Port, opened.Connections[0].ToClient));

        var guessed = StreamLog.Of(new TcpTalk(server: "10.0.0.9:4444").Server(World).Frames);
        Assert.Equal((40000, $"<joined>{World}<SourceEnded>"), (guessed.Connections[0].Client.Port, guessed.Connections[0].ToClient));

        Assert.Empty(StreamLog.Of(new TcpTalk(server: "10.0.0.9:4444").Server("220 hi").Frames).Connections);
    }

    [Fact]
    public void Add_SamePortOnBothEnds_LearnsTheClientFromTheHandshake()
    {
        var log = StreamLog.Of(new TcpTalk(client: "10.0.0.200:80").Open().Client(Hello).Server(World).Close().Frames);
        Assert.Equal($"{Hello}<Finished>", Assert.Single(log.Connections).ToServer);
    }

    [Fact]
    public void Add_PortUsedAgain_IsANewConnection()
    {
        var first = new TcpTalk().Open().Client(Hello).Close();
        var second = new TcpTalk(clientIsn: 1003, serverIsn: 9) { Now = first.Now }.Open().Client("GET again").Close();
        var log = StreamLog.Of([.. first.Frames, .. second.Frames]);
        Assert.Equal([$"{Hello}<Finished>", "GET again<Finished>"], log.Connections.Select(connection => connection.ToServer));
    }

    [Fact]
    public void Add_Reset_EndsBothStreamsButNotBeforeBytesItOvertook()
    {
        var talk = new TcpTalk().Open().Client(Hello).Server(World).Reset(fromClient: true);
        (talk.Frames[^1], talk.Frames[^2]) = (talk.Frames[^2], talk.Frames[^1]);
        var other = new TcpTalk(client: "10.0.0.6:1") { Now = talk.Now + 1_000_000_000 }.Open();
        var log = StreamLog.Of([.. talk.Frames, .. other.Frames], end: false);
        Assert.Equal($"{World}<Reset>", log.Connections[0].ToClient);
        Assert.Equal($"{Hello}<Reset>", log.Connections[0].ToServer);
    }

    [Fact]
    public void Add_DataOnSyn_IsDelivered()
    {
        var talk = new TcpTalk();
        var syn = FrameBuilder.Tcp(new(System.Net.IPAddress.Parse("10.0.0.5"), 40000), new(System.Net.IPAddress.Parse("10.0.0.9"), 80), 7, 0, FrameBuilder.Syn, "GET fast"u8);
        Assert.Equal("GET fast<SourceEnded>", StreamLog.Of([new CapturedFrame(talk.Now, syn)]).Connections[0].ToServer);
    }

    [Fact]
    public void Add_SilentConnection_ExpiresByPacketTime()
    {
        var talk = new TcpTalk().Open().Client(Hello);
        var other = new TcpTalk(client: "10.0.0.6:1") { Now = talk.Now }.Wait(TimeSpan.FromMinutes(6)).Open();
        Assert.Equal($"{Hello}<Expired>", StreamLog.Of([.. talk.Frames, .. other.Frames], end: false).Connections[0].ToServer);
    }

    [Fact]
    public void Add_MemoryFull_EvictsTheLeastRecentlyUsed()
    {
        var frames = Enumerable.Range(0, 10).SelectMany(i => new TcpTalk(client: $"10.0.0.{i}:1").Open().Client(Hello).Frames);
        var log = StreamLog.Of(frames, new TcpLimits { Memory = 5 * 1024 }, end: false);
        Assert.Equal(5, log.Connections.Count(connection => connection.ToServer == $"{Hello}<Evicted>"));
        Assert.Equal(Hello, log.Connections[^1].ToServer);
    }

    [Fact]
    public void Add_OneDirectionWanted_LeavesTheOtherAlone()
    {
        var log = StreamLog.Of(new TcpTalk().Open().Client(Hello).Server(World).Close().Frames, new TcpLimits { BothDirections = false });
        Assert.Equal($"{Hello}<Finished>", log.Connections[0].ToServer);
        Assert.DoesNotContain("world", log.Connections[0].ToClient, StringComparison.Ordinal);
        Assert.True(log.Fates[SegmentFate.Unwanted] >= 3);
    }

    [Fact]
    public void Add_ClosedConnections_AreForgottenSoon()
    {
        var log = new StreamLog();
        var reassembler = new TcpReassembler(new PortSet([80]), new TcpLimits(), log);
        var decoder = new Engine.Capture.FrameDecoder();
        for (var i = 0; i < 1000; i++)
        {
            foreach (var frame in new TcpTalk(client: $"10.0.0.1:{i + 1}") { Now = i * 10_000_000L }.Open().Client(Hello).Close().Frames)
            {
                decoder.Decode(frame.Bytes, Engine.Capture.LinkType.Ethernet, frame.Timestamp, out var segment);
                reassembler.Add(segment);
            }
        }

        Assert.InRange(reassembler.Connections, 1, 250);
    }
}
