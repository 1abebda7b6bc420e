using System.Net;
using System.Net.Sockets;
using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

/// <summary>Capture on interfaces that come and go, between two hosts; needs root.</summary>
public class CaptureOnWiresTests
{
    [Fact(Timeout = 60_000)]
    public async Task ReadAsync_InterfaceThatComesAndGoes_IsCapturedWhileItIsThere()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var ledger = new Ledger();
        await using var input = CaptureInput.Open(new CaptureInputPlan { Ports = [port] }, ledger, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var other = await NetworkNamespace.CreateAsync();
        var serving = ServeAsync(listener, stop.Token);
        await using var client = other.Start("bash", "-c", $"for i in $(seq 100); do curl -s --max-time 2 http://{other.Address}:{port}/$i; sleep 0.1; done");
        var clients = new HashSet<string>();
        await foreach (var batch in input.ReadAsync(stop.Token))
        {
            clients.UnionWith(batch.ToArray().Select(record => record.Connection!.Client.Address.MapToIPv4().ToString()));
            if (clients.Contains(other.PeerAddress) && !input.Warnings.Any(line => line.Contains("broke off", StringComparison.Ordinal)))
            {
                await other.UnplugAsync();
                await WaitUntilAsync(() => input.Warnings.Any(line => line.Contains("broke off", StringComparison.Ordinal)), stop.Token);
                await stop.CancelAsync();
            }
        }

        await serving;
        Assert.Contains(input.Warnings, line => line.StartsWith($"{other.Interface} has appeared", StringComparison.Ordinal));
        Assert.All(ledger.Snapshot(), account => Assert.Equal(0, account.InFlight));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(CaptureEngine.Libpcap)]
    [InlineData(CaptureEngine.AfPacket)]
    public async Task ReadAsync_TaggedFrames_AreTakenByTheirVlan(CaptureEngine engine)
    {
        await using var other = await NetworkNamespace.CreateAsync();
        var plan = new CaptureInputPlan { Interface = other.Interface, Promiscuous = true, Ports = [80], Vlans = [5], Engine = engine };
        await using var input = CaptureInput.Open(plan, new Ledger(), TimeProvider.System);
        using var folder = new TempFolder();
        var file = folder.File("tagged.pcap");
        PcapFileWriter.Write(file, [.. Talk(1, "/untagged"), .. Talk(2, "/six", 6), .. Talk(3, "/five", 5), .. Talk(4, "/outer", 5, 9), .. Talk(5, "/inner", 9, 5)]);
        await using var replay = other.Start("tcpreplay", "--intf1", other.PeerInterface, "--topspeed", file);
        Assert.Equal(0, await replay.WaitForExitAsync());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var targets = new List<string>();
        await foreach (var batch in input.ReadAsync(stop.Token))
        {
            targets.AddRange(batch.ToArray().Select(record => Encoding.ASCII.GetString(record.Payload.Span).Split(' ')[1]));
            if (targets.Count >= 3)
            {
                await stop.CancelAsync();
            }
        }

        Assert.Equal(["/five", "/inner", "/outer"], targets.Order());
    }

    private static IEnumerable<CapturedFrame> Talk(int client, string target, params int[] vlans)
    {
        var talk = new TcpTalk(client: $"10.0.0.{client}:40000").Open().Client($"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n").Close();
        return talk.Frames.Select(frame => frame with { Bytes = FrameBuilder.Ethernet(frame.Bytes[14..], vlans) });
    }

    private static async Task ServeAsync(TcpListener listener, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop);
                await client.GetStream().ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, stop);
                await client.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), stop);
            }
        }
        catch (OperationCanceledException)
        {
            // the test is over
        }
    }

    private static async Task WaitUntilAsync(Func<bool> condition, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(stop);
        }
    }
}
