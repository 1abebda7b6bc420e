using System.Net;
using System.Net.Sockets;
using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

/// <summary>Spec §4.8, §13 check 66.</summary>
public class VxlanInputTests
{
    [Theory]
    [InlineData(new int[0], true)]
    [InlineData(new[] { 7 }, true)]
    [InlineData(new[] { 8 }, false)]
    [InlineData(new[] { -7 }, false)]
    [InlineData(new[] { -8 }, true)]
    [InlineData(new[] { 8, -9 }, true)]
    [InlineData(new[] { 7, -7 }, true)]
    [InlineData(new[] { -7, 7 }, false)]
    public void Takes_NetworkSeven_ByTheFirstEntryThatNamesIt(int[] networks, bool expected) => Assert.Equal(expected, VxlanReceiver.Takes(networks, 7));

    [Fact]
    public async Task ReadAsync_MirroredTraffic_IsRecordedAndTheRestCounted()
    {
        var ledger = new Ledger();
        await using var input = CaptureInput.Open(new VxlanInputPlan { ListenPort = 0, Ports = [80], Networks = [7], TrackResponses = true }, ledger, TimeProvider.System);
        var port = int.Parse(input.Name.Split(' ', ':')[2], System.Globalization.CultureInfo.InvariantCulture);
        using var mirror = new UdpClient();
        mirror.Connect(IPAddress.Loopback, port);
        var talk = new TcpTalk().Open().Client("GET /in HTTP/1.1\r\nHost: a\r\n\r\n").Server("HTTP/1.1 204 No Content\r\n\r\n").Close();
        foreach (var frame in talk.Frames)
        {
            await mirror.SendAsync(Datagram(7, frame.Bytes), TestContext.Current.CancellationToken);
        }

        await mirror.SendAsync(Datagram(8, talk.Frames[0].Bytes), TestContext.Current.CancellationToken);
        await mirror.SendAsync(new byte[30], TestContext.Current.CancellationToken);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var records = new List<Record>();
        await foreach (var batch in input.ReadAsync(stop.Token))
        {
            records.AddRange(batch.Span);
            if (records.Count == 2)
            {
                await stop.CancelAsync();
            }
        }

        Assert.Equal(["GET /in", "HTTP/1.1 204"], records.Select(record => string.Join(' ', Encoding.ASCII.GetString(record.Payload.Span).Split(' ')[..2])));
        var packets = ledger.Account(Ledger.Packets).Snapshot();
        Assert.Equal((1, 1, 0), (packets.Dropped[LedgerReason.OtherEndpoint], packets.Dropped[LedgerReason.Malformed], packets.InFlight));
    }

    [Fact]
    public void Open_PortTaken_NamesIt()
    {
        using var taken = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        taken.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        var failure = Assert.Throws<PlanException>(() => CaptureInput.Open(new VxlanInputPlan { ListenPort = port }, new Ledger(), TimeProvider.System));
        Assert.Equal("/listenPort", Assert.Single(failure.Faults).Path);
        Assert.Contains($"{port}", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Datagram(int network, byte[] frame) => [8, 0, 0, 0, (byte)(network >> 16), (byte)(network >> 8), (byte)network, 0, .. frame];
}
