using System.Text;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Http;

/// <summary>Spec §4.7, §13 check 58.</summary>
public class ClientAddressHeaderTests
{
    [Theory]
    [InlineData("10.0.0.5:40000", "10.0.0.5")]
    [InlineData("[2001:db8::5]:40000", "2001:db8::5")]
    public async Task Set_RequestOfAClient_BearsItsAddress(string client, string expected)
    {
        var server = client.StartsWith('[') ? "[2001:db8::9]:80" : "10.0.0.9:80";
        var talk = new TcpTalk(client, server).Open()
            .Client("GET /new HTTP/1.1\r\nHost: a\r\n\r\n").Server("HTTP/1.1 204 No Content\r\nX-Real-IP: server\r\n\r\n")
            .Client("GET /old HTTP/1.1\r\nHost: a\r\nx-real-ip: 1.2.3.4\r\n\r\nX-Real-IP: body").Close();
        using var folder = new TempFolder();
        var file = folder.File("real.pcap");
        PcapFileWriter.Write(file, talk.Frames);
        var plan = new PacketFileInputPlan { File = file, Ports = [80], TrackResponses = true, RealIpHeader = "X-Real-IP" };
        var recorded = await Recorded.FromFileAsync(plan, TestContext.Current.CancellationToken);

        Assert.Equal($"GET /new HTTP/1.1\r\nX-Real-IP: {expected}\r\nHost: a\r\n\r\n", Text(recorded.Records[0]));
        Assert.Contains("X-Real-IP: server", Text(recorded.Records[1]), StringComparison.Ordinal);
        Assert.Equal($"GET /old HTTP/1.1\r\nHost: a\r\nx-real-ip: {expected}\r\n\r\n", Text(recorded.Records[2]));
    }

    private static string Text(Record record) => Encoding.Latin1.GetString(record.Payload.Span);
}
