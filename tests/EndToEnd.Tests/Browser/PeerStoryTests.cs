using System.Net;
using System.Net.Sockets;
using System.Text;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Inputs and outputs that talk to another program, chosen and filled in by hand, with that program at the other end.</summary>
public sealed class PeerStoryTests(Dashboard dashboard) : PlanStory(dashboard)
{
    [Fact]
    public async Task Kafka_WrittenFromAForm_IsSeenByAnotherClientAndReadBack()
    {
        using var kafka = new MockKafka();
        kafka.CreateTopic("requests", 1);
        await ListenAsync();
        await AddOutputAsync("Kafka topic");
        await FillAsync("outputs-0-topic", "requests");
        await FillAsync("outputs-0-cluster-brokers", kafka.List);
        await StartAsync("To Kafka");
        await SendAsync(3);
        await ShowLedgerAsync();
        await ExpectDeliveredAsync("Kafka topic requests", "3");
        var command = await CopyAsync();
        await StopAsync();
        await RunPastedAsync(command, () => SendAsync(1));
        Assert.Equal(4, (await Kcat.ConsumeAsync(kafka, "requests")).Count);
        await NewCaptureAsync("Kafka topic");
        await FillAsync("inputs-0-topic", "requests");
        await FillAsync("inputs-0-cluster-brokers", kafka.List);
        await FillAsync("inputs-0-offset", "-2");
        await StartAsync("From Kafka");
        await Expect(Rows).ToHaveCountAsync(4);
        await StopAsync();
    }

    [Fact]
    public async Task Kafka_BrokerDown_IsSaidWithWhatWaits()
    {
        await ListenAsync();
        await AddOutputAsync("Kafka topic");
        await FillAsync("outputs-0-topic", "requests");
        await FillAsync("outputs-0-cluster-brokers", $"127.0.0.1:{FreePort.Next()}");
        await FillAsync("limits-drainTimeout", "1s");
        await StartAsync("To a broker that is down");
        await SendAsync(3);
        await ShowLedgerAsync();
        await Expect(Outputs.Locator(".reason.lost")).ToContainTextAsync("Connection refused");
        await Expect(Outputs.Locator(".depth").First).ToContainTextAsync("3 of 10,000");
        await StopAsync();
        await ExpectDeliveredAsync("Kafka topic requests", "0");
    }

    [Fact]
    public async Task WebSocket_RefusedAtFirst_GetsWhatWaitedOnceItIsThere()
    {
        var port = FreePort.Next();
        await ListenAsync();
        await AddOutputAsync("WebSocket");
        await FillAsync("outputs-0-url", $"ws://127.0.0.1:{port}/in");
        await StartAsync("To a WebSocket");
        await SendAsync(3);
        await ShowLedgerAsync();
        await Expect(Outputs.Locator(".reason.lost")).ToContainTextAsync("Connection refused");
        await Expect(Outputs.Locator(".depth").First).ToContainTextAsync("3 of 10,000");
        await using var receiver = await WebSocketReceiver.StartAsync(port);
        await ExpectDeliveredAsync($"Relayed to ws://127.0.0.1:{port}/in", "3");
        await Expect(Outputs.Locator(".reason.lost")).ToHaveCountAsync(0);
        var command = await CopyAsync();
        await StopAsync();
        await RunPastedAsync(command, () => SendAsync(1));
        Assert.Equal(4, receiver.Count);
    }

    [Fact]
    public async Task Relay_FromOneCaptureToAnother_CarriesEveryRecord()
    {
        var relay = FreePort.Next();
        await NewCaptureAsync("Relay listener (TCP)");
        await FillAsync("inputs-0-address", $"127.0.0.1:{relay}");
        await StartAsync("From a relay");
        var receiving = Page.Url;
        await ListenAsync();
        await AddOutputAsync("Relay (TCP)");
        await FillAsync("outputs-0-address", $"127.0.0.1:{relay}");
        await StartAsync("To a relay");
        await SendAsync(3);
        await ShowLedgerAsync();
        await ExpectDeliveredAsync($"Relayed to 127.0.0.1:{relay}", "3");
        var command = await CopyAsync();
        await StopAsync();
        await RunPastedAsync(command, () => SendAsync(1));
        await GoAsync(receiving);
        await Expect(Rows).ToHaveCountAsync(4);
        await StopAsync();
    }

    [Fact]
    public async Task Vxlan_MirroredTraffic_IsRecordedAndCapturedAgain()
    {
        var port = FreePort.Next();
        await NewCaptureAsync("VXLAN mirror");
        await FillAsync("inputs-0-listenPort", $"{port}");
        await FillAsync("inputs-0-networks", "7");
        await FillAsync("inputs-0-ports", "80");
        await StartAsync("Mirrored");
        await MirrorAsync(port);
        await Expect(Page.Locator(".status.s2")).ToHaveCountAsync(1);
        await StopAsync();
        await Link("Capture again").ClickAsync();
        await Expect(Page.Locator("#inputs-0-networks")).ToHaveValueAsync("7");
        await StartAsync("Mirrored again");
        await MirrorAsync(port);
        await Expect(Page.Locator(".status.s2")).ToHaveCountAsync(1);
        await StopAsync();
    }

    [Fact]
    public async Task Elasticsearch_BesideATarget_GetsADocumentForEachExchange()
    {
        await using var elastic = new BulkServer();
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await ListenAsync();
        await AddOutputAsync("HTTP server");
        await FillAsync("outputs-0-url", site.Url.ToString().TrimEnd('/'));
        await FillAsync("outputs-0-elasticsearch", $"http://{elastic.Address}/gor");
        await StartAsync("To Elasticsearch");
        await SendAsync(3);
        await ShowLedgerAsync();
        await ExpectDeliveredAsync($"Sent to http://{site.Url.Authority}", "3");
        var command = await CopyAsync();
        await StopAsync();
        await Expect(Page.Locator(".ledger tr.station").Filter(new() { HasText = $"Documents to http://{elastic.Address}/gor" }).Locator("td").Nth(2)).ToHaveTextAsync("3");
        await RunPastedAsync(command, () => SendAsync(1));
        Assert.Equal(4, elastic.Stored.Count);
    }

    [Fact]
    public async Task Binary_FromAForm_SendsThePayloadsAsTheyAre()
    {
        await using var receiver = new ByteReceiver();
        await ListenAsync();
        await AddOutputAsync("TCP server (binary)");
        await FillAsync("outputs-0-address", receiver.Address);
        await FillAsync("outputs-0-timeout", "200ms");
        await StartAsync("As binary");
        await SendAsync(1);
        await Eventually.HoldsAsync(() => receiver.Streams.Any(stream => Encoding.ASCII.GetString(stream).StartsWith("GET /story/1 HTTP/1.1\r\n", StringComparison.Ordinal)));
        await ShowLedgerAsync();
        await Expect(Outputs.Locator("tr.reason")).ToContainTextAsync("No complete answer in time");
        await StopAsync();
    }

    private static async Task MirrorAsync(int port)
    {
        using var mirror = new UdpClient();
        mirror.Connect(IPAddress.Loopback, port);
        var talk = new TcpTalk().Open().Client("GET /in HTTP/1.1\r\nHost: a\r\n\r\n").Server("HTTP/1.1 204 No Content\r\n\r\n").Close();
        foreach (var frame in talk.Frames)
        {
            await mirror.SendAsync((byte[])[8, 0, 0, 0, 0, 0, 7, 0, .. frame.Bytes], TestContext.Current.CancellationToken);
        }
    }
}
