using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Inputs and outputs that talk to another program, chosen and filled in by hand, with that program at the other end.</summary>
public sealed class PeerStoryTests(Dashboard dashboard) : PlanStory(dashboard)
{
    private readonly int _port = FreePort.Next();

    private string Listener => $"http://127.0.0.1:{_port}";

    [Fact]
    public async Task Kafka_WrittenAndReadBack_IsSeenByAnotherClient()
    {
        using var kafka = new MockKafka();
        kafka.CreateTopic("requests", 1);
        await ListenAsync();
        await AddOutputAsync("Kafka topic");
        await FillAsync("outputs-0-topic", "requests");
        await FillAsync("outputs-0-cluster-brokers", kafka.List);
        await ShotAsync("kafka-form");
        await StartAsync("To Kafka");
        await Curl.SendAsync($"{Listener}/kafka/[1-3]");
        await ShowLedgerAsync();
        await ExpectDeliveredAsync("requests", "3");
        await ShotAsync("kafka-ledger");
        Assert.Equal(3, (await Kcat.ConsumeAsync(kafka, "requests")).Count);
        Console.WriteLine(await CopyAsync());
        await StopAsync();
        await NewCaptureAsync("Kafka topic");
        await FillAsync("inputs-0-topic", "requests");
        await FillAsync("inputs-0-cluster-brokers", kafka.List);
        await FillAsync("inputs-0-offset", "-2");
        await StartAsync("From Kafka");
        await Expect(Rows).ToHaveCountAsync(3);
        await ShotAsync("kafka-in");
        Console.WriteLine(await CopyAsync());
        await StopAsync();
    }

    [Fact]
    public async Task Kafka_BrokerDown_IsSaid()
    {
        using var kafka = new MockKafka();
        kafka.CreateTopic("requests", 1);
        await ListenAsync();
        await AddOutputAsync("Kafka topic");
        await FillAsync("outputs-0-topic", "requests");
        await FillAsync("outputs-0-cluster-brokers", kafka.List);
        await FillAsync("outputs-0-queue-capacity", "10");
        await StartAsync("To a broker that is gone");
        kafka.TakeDown(1);
        await Curl.SendAsync($"{Listener}/kafka/[1-300]");
        await ShowLedgerAsync();
        await Task.Delay(15000);
        await ShotAsync("kafka-down");
        Console.WriteLine(await Outputs.InnerTextAsync());
        await StopAsync();
        await ShotAsync("kafka-down-stopped");
        Console.WriteLine(await Page.Locator(".page-body").InnerTextAsync());
    }

    [Fact]
    public async Task WebSocket_RefusedThenThere()
    {
        var port = FreePort.Next();
        await ListenAsync();
        await AddOutputAsync("WebSocket");
        await FillAsync("outputs-0-url", $"ws://127.0.0.1:{port}/in");
        await ShotAsync("ws-form");
        await StartAsync("To a WebSocket");
        await Curl.SendAsync($"{Listener}/ws/[1-3]");
        await ShowLedgerAsync();
        await Expect(Outputs.Locator(".reason.lost")).ToContainTextAsync("Connection refused");
        await ShotAsync("ws-refused");
        Console.WriteLine(await Outputs.InnerTextAsync());
        await using var receiver = await WebSocketReceiver.StartAsync(port);
        await ExpectDeliveredAsync("127.0.0.1", "3");
        Console.WriteLine(await Outputs.InnerTextAsync());
        await ShotAsync("ws-ok");
        Console.WriteLine(await CopyAsync());
        await StopAsync();
    }

    [Fact]
    public async Task Relay_Both()
    {
        var relay = FreePort.Next();
        await NewCaptureAsync("Relay listener (TCP)");
        await FillAsync("inputs-0-address", $"127.0.0.1:{relay}");
        await ShotAsync("relay-form");
        await StartAsync("From a relay");
        var receiving = Page.Url;
        Console.WriteLine(await CopyAsync());
        await ListenAsync();
        await AddOutputAsync("Relay (TCP)");
        await FillAsync("outputs-0-address", $"127.0.0.1:{relay}");
        await StartAsync("To a relay");
        Console.WriteLine(await CopyAsync());
        await Curl.SendAsync($"{Listener}/relay/[1-3]");
        await ShowLedgerAsync();
        await ExpectDeliveredAsync($"{relay}", "3");
        await ShotAsync("relay-out");
        await StopAsync();
        await GoAsync(receiving);
        await Expect(Rows).ToHaveCountAsync(3);
        await ShotAsync("relay-in");
        await StopAsync();
    }

    [Fact]
    public async Task Vxlan_In()
    {
        var port = FreePort.Next();
        await NewCaptureAsync("VXLAN mirror");
        await FillAsync("inputs-0-listenPort", $"{port}");
        await FillAsync("inputs-0-networks", "7");
        await FillAsync("inputs-0-ports", "80");
        await ShotAsync("vxlan-form");
        await StartAsync("Mirrored");
        using var mirror = new UdpClient();
        mirror.Connect(IPAddress.Loopback, port);
        foreach (var frame in new TcpTalk().Open().Client("GET /in HTTP/1.1\r\nHost: a\r\n\r\n").Server("HTTP/1.1 204 No Content\r\n\r\n").Close().Frames)
        {
            await mirror.SendAsync((byte[])[8, 0, 0, 0, 0, 0, 7, 0, .. frame.Bytes], TestContext.Current.CancellationToken);
        }

        await Expect(Page.Locator(".status.s2")).ToHaveCountAsync(1);
        await ShotAsync("vxlan-run");
        Console.WriteLine(await CopyAsync());
        await StopAsync();
        await ShotAsync("vxlan-stopped");
    }

    [Fact]
    public async Task Elasticsearch_Export()
    {
        await using var elastic = new BulkServer();
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await ListenAsync();
        await AddOutputAsync("HTTP server");
        await FillAsync("outputs-0-url", site.Url.ToString().TrimEnd('/'));
        await FillAsync("outputs-0-elasticsearch", $"http://{elastic.Address}/gor");
        await ShotAsync("es-form");
        await StartAsync("To Elasticsearch");
        await Curl.SendAsync($"{Listener}/es/[1-3]");
        await ShowLedgerAsync();
        await ExpectDeliveredAsync(site.Url.Authority, "3");
        Console.WriteLine(await CopyAsync());
        await ShotAsync("es-ledger");
        await StopAsync();
        await ShotAsync("es-stopped");
        Assert.Equal(3, elastic.Stored.Count);
        Console.WriteLine(await Page.Locator(".page-body").InnerTextAsync());
    }

    [Fact]
    public async Task Elasticsearch_Down()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await ListenAsync();
        await AddOutputAsync("HTTP server");
        await FillAsync("outputs-0-url", site.Url.ToString().TrimEnd('/'));
        await FillAsync("outputs-0-elasticsearch", $"http://127.0.0.1:{FreePort.Next()}/gor");
        await StartAsync("To an Elasticsearch that is down");
        await Curl.SendAsync($"{Listener}/es/[1-3]");
        await ShowLedgerAsync();
        await ExpectDeliveredAsync(site.Url.Authority, "3");
        await Task.Delay(8000);
        await ShotAsync("es-down");
        await StopAsync();
        await ShotAsync("es-down-stopped");
        Console.WriteLine(await Page.Locator(".page-body").InnerTextAsync());
    }

    [Fact]
    public async Task Binary_Out()
    {
        await using var receiver = new ByteReceiver();
        await ListenAsync();
        await AddOutputAsync("TCP server (binary)");
        await FillAsync("outputs-0-address", receiver.Address);
        await ShotAsync("binary-form");
        await StartAsync("As binary");
        await Curl.SendAsync($"{Listener}/bin/[1-3]");
        await receiver.WaitForAsync(100);
        Console.WriteLine(await CopyAsync());
        await ShowLedgerAsync();
        await ShotAsync("binary-run");
        await StopAsync();
        await ShotAsync("binary-stopped");
        Console.WriteLine(await Page.Locator(".page-body").InnerTextAsync());
    }

    [Fact]
    public async Task ManyFaults()
    {
        await NewCaptureAsync("Relay listener (TCP)");
        foreach (var kind in new[] { "HTTP server", "Relay (TCP)", "WebSocket", "Kafka topic", "S3", "TCP server (binary)" })
        {
            await AddOutputAsync(kind);
        }

        await FillAsync("outputs-0-elasticsearch", "http://search.a-very-long-host-name-in-some-data-center.eu-central-1.compute.internal.example.com/UPPER");
        await FillAsync("outputs-0-url", "http://search.a-very-long-host-name-in-some-data-center.eu-central-1.compute.internal.example.com:99999/");
        await FillAsync("outputs-2-url", "http://nowhere");
        await FillAsync("outputs-1-queue-capacity", "0");
        await FillAsync("outputs-4-url", "bucket");
        await FillAsync("limits-stopAfter", "soon");
        await FillAsync("middleware", "python3 rewrite.py");
        await Button("Start capture").ClickAsync();
        await Expect(Page.Locator("#missing li").First).ToBeVisibleAsync();
        await ShotAsync("faults");
        Console.WriteLine(await Page.Locator("#missing").InnerTextAsync());
    }

    [Fact]
    public async Task LongNamesAndFullQueue()
    {
        const string Long = "replay.a-very-long-host-name-in-some-data-center.eu-central-1.compute.internal.example.com";
        await ListenAsync();
        await AddOutputAsync("Relay (TCP)");
        await FillAsync("outputs-0-address", "127.0.0.1:1");
        await FillAsync("outputs-0-queue-capacity", "300");
        await AddOutputAsync("WebSocket");
        await FillAsync("outputs-1-url", $"ws://127.0.0.1:1/a-very-long-path-of-a-web-socket/on-a-host/with-a-long-name/that-goes-on/and-on/records");
        await FillAsync("outputs-1-queue-capacity", "1000");
        await AddOutputAsync("Kafka topic");
        await FillAsync("outputs-2-topic", "requests");
        await FillAsync("outputs-2-cluster-brokers", $"{Long}:9092, {Long}:9093");
        await ShotAsync("long-form");
        await StartAsync("Long names and queues");
        await Curl.SendAsync($"{Listener}/long/[1-2500]");
        await ShowLedgerAsync();
        await Task.Delay(5000);
        await ShotAsync("long-run");
        Console.WriteLine(await Outputs.InnerTextAsync());
        await StopAsync();
        await ShotAsync("long-stopped");
        Console.WriteLine(await Page.Locator(".page-body").InnerTextAsync());
    }

    private async Task ListenAsync()
    {
        await NewCaptureAsync("HTTP listener");
        await FillAsync("inputs-0-address", $"127.0.0.1:{_port}");
    }

    private async Task ShotAsync(string name)
    {
        foreach (var (scheme, w, h) in new[] { (ColorScheme.Light, 1280, 720), (ColorScheme.Dark, 1920, 1080) })
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Page.SetViewportSizeAsync(w, h);
            await Page.ScreenshotAsync(new() { Path = $"/tmp/kinds/{name}-{w}.png", FullPage = true });
        }
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Page.SetViewportSizeAsync(1280, 720);
    }
}
