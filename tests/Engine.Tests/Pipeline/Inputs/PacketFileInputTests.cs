using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Http;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

public class PacketFileInputTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task ReadAsync_ManyRuns_GiveTheSame()
    {
        var plan = new PacketFileInputPlan { File = SharedData.Path("golden", "capture", "odd.pcap"), Ports = [18080], TrackResponses = true };
        var first = await Recorded.FromFileAsync(plan, TestContext.Current.CancellationToken);
        for (var run = 0; run < 20; run++)
        {
            Assert.Equal(first.Lines, (await Recorded.FromFileAsync(plan, TestContext.Current.CancellationToken)).Lines);
        }
    }

    [Fact]
    public async Task ReadAsync_EveryFrame_IsAccountedForByReason()
    {
        using var folder = new TempFolder();
        var file = folder.File("some.pcap");
        var wanted = new TcpTalk().Open().Client(Get).Server(Ok).Close().Frames;
        var foreign = new TcpTalk(server: "10.0.0.9:81").Open().Frames;
        PcapFileWriter.Write(file, [.. wanted, wanted[3], .. foreign, new(1, new byte[60]), new(2, new byte[5])]);

        var recorded = await Recorded.FromFileAsync(new() { File = file, Ports = [80], TrackResponses = true }, TestContext.Current.CancellationToken);
        Assert.Equal([Get, Ok], [.. recorded.Requests, .. recorded.Responses]);
        Assert.Equal((wanted.Count + 6, wanted.Count), (recorded.Frames.Seen, recorded.Frames.Delivered));
        Assert.Equal(
            new() { [LedgerReason.Duplicate] = 1, [LedgerReason.OtherEndpoint] = 3, [LedgerReason.NotTcp] = 1, [LedgerReason.Malformed] = 1 },
            new Dictionary<LedgerReason, long>(recorded.Frames.Dropped));

        var requestsOnly = await Recorded.FromFileAsync(new() { File = file, Ports = [80] }, TestContext.Current.CancellationToken);
        Assert.Equal([Get], requestsOnly.Requests);
        Assert.Empty(requestsOnly.Responses);
        Assert.Equal(4, requestsOnly.Frames.Filtered);
    }

    [Fact]
    public async Task ReadAsync_FileCutOff_GivesWhatIsThere()
    {
        using var folder = new TempFolder();
        var file = folder.File("cut.pcap");
        PcapFileWriter.Write(file, new TcpTalk().Open().Client(Get).Server(Ok).Close().Frames);
        await using (var stream = File.OpenWrite(file))
        {
            stream.SetLength(stream.Length - 30);
        }

        var recorded = await Recorded.FromFileAsync(new() { File = file, Ports = [80], TrackResponses = true }, TestContext.Current.CancellationToken);
        Assert.Equal([Get, Ok], [.. recorded.Requests, .. recorded.Responses]);
        Assert.Equal(1, recorded.Frames.Dropped[LedgerReason.Malformed]);
    }

    [Fact]
    public async Task ReadAsync_UserFilter_LeavesOutTheRest()
    {
        using var folder = new TempFolder();
        var file = folder.File("two.pcap");
        var other = new TcpTalk(client: "10.0.0.77:1").Open().Client(Get).Close();
        PcapFileWriter.Write(file, [.. new TcpTalk().Open().Client(Get).Close().Frames, .. other.Frames]);
        var recorded = await Recorded.FromFileAsync(new() { File = file, Ports = [80], Filter = "host 10.0.0.77" }, TestContext.Current.CancellationToken);
        Assert.Equal("10.0.0.77", Assert.Single(recorded.Records).Connection!.Client.Address.ToString());
    }

    [Fact]
    public async Task ReadAsync_FileDamagedInside_FailsLoudlyAfterWhatCouldBeRead()
    {
        using var folder = new TempFolder();
        var file = folder.File("damaged.pcap");
        PcapFileWriter.Write(file, [.. new TcpTalk().Open().Client(Get).Server(Ok).Close().Frames]);
        await File.AppendAllBytesAsync(file, Enumerable.Repeat((byte)0xFF, 32).ToArray(), TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<IOException>(
            () => Recorded.FromFileAsync(new() { File = file, Ports = [80] }, TestContext.Current.CancellationToken));
        Assert.Contains("damaged.pcap", failure.Message, StringComparison.Ordinal);
        Assert.Contains("4294967295 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoSuchFile_NamesIt()
    {
        var failure = Assert.Throws<PlanException>(() => PacketFileInput.Open(new() { File = "/nowhere/x.pcap" }, new Ledger()));
        Assert.Equal("/file", Assert.Single(failure.Faults).Path);
        Assert.Contains("/nowhere/x.pcap", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoCapture_SaysSo()
    {
        var plan = new PacketFileInputPlan { File = SharedData.Path("golden", "recordings", "plain.gor") };
        var failure = Assert.Throws<PlanException>(() => PacketFileInput.Open(plan, new Ledger()));
        Assert.Equal("/file", Assert.Single(failure.Faults).Path);
        Assert.Contains("pcap or pcapng", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FilterWithATypo_PassesOnLibpcapsWords()
    {
        var plan = new PacketFileInputPlan { File = SharedData.Path("golden", "capture", "odd.pcap"), Filter = "tcp prt 80" };
        var failure = Assert.Throws<PlanException>(() => PacketFileInput.Open(plan, new Ledger()));
        Assert.Equal("/filter", Assert.Single(failure.Faults).Path);
        Assert.Contains("syntax error", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    public void Open_NumbersOutOfRange_AreAllNamed(int port)
    {
        var plan = new PacketFileInputPlan { File = "x.pcap", Ports = [80, port], Expire = TimeSpan.Zero, MaxMessageBytes = 0 };
        var failure = Assert.Throws<PlanException>(() => PacketFileInput.Open(plan, new Ledger()));
        Assert.Equal(["/ports", "/expire", "/maxMessageBytes"], failure.Faults.Select(fault => fault.Path));
        Assert.Contains($"{port} is no port", failure.Message, StringComparison.Ordinal);
    }
}
