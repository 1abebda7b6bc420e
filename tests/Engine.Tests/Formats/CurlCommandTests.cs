using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TapeDeck.Engine.Formats;

namespace TapeDeck.Engine.Tests.Formats;

/// <summary>What the real curl sends when bash runs the command.</summary>
public sealed class CurlCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET /a/../b?x=[1]&y={z}&q='it' HTTP/1.1\r\nHost: HOST\r\nAccept: */*\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: HOST\r\nUser-Agent: x $(id) `id` \\ \"q\"\r\nX-Empty: \r\nX-Twice: 1\r\nX-Twice: 2\r\n\r\n")]
    [InlineData("GET /ü/a#frag?'x' HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("GET http://HOST/whole?x=1 HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("HEAD /only HTTP/1.1\r\nHost: HOST\r\n\r\n")]
    [InlineData("DELETE /thing HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer abc\r\n\r\n")]
    [InlineData("POST /form HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na=b&c=d%2")]
    [InlineData("POST /none HTTP/1.1\r\nHost: HOST\r\nContent-Length: 6\r\n\r\n@/etc'")]
    [InlineData("PUT /json HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nContent-Length: 23\r\n\r\n{\"a\":\"Zürich 🔔\",\n\"b\":1}")]
    [InlineData("POST /binary HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\n-%s\0\\n\u0001\r\n")]
    public async Task Of_ARequest_MakesCurlSendItAgain(string text)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sent = text.Replace("HOST", listener.LocalEndpoint.ToString(), StringComparison.Ordinal);
        var command = CurlCommand.Of(new Record { Kind = RecordKind.Request, Id = RecordId.From("1"), Timestamp = 0, Payload = Encoding.UTF8.GetBytes(sent) });

        var received = await RunAsync(command, listener);

        var (head, body) = Split(sent);
        var (receivedHead, receivedBody) = Split(received);
        Assert.Equal(head[0], receivedHead[0]);
        Assert.Equal(head.Where(IsOwn).Order(), receivedHead.Where(IsOwn).Order());
        Assert.Equal(body, receivedBody);
    }

    [Fact]
    public void Of_AVeryLongBody_NamesAFileInstead()
    {
        var payload = Encoding.ASCII.GetBytes("POST /up HTTP/1.1\r\nHost: a\r\n\r\n" + new string('x', 300_000));

        var command = CurlCommand.Of(new Record { Kind = RecordKind.Request, Id = RecordId.From("1"), Timestamp = 0, Payload = payload });

        Assert.StartsWith("# The body of 300000 bytes is too long", command, StringComparison.Ordinal);
        Assert.EndsWith("--data-binary @request-body", command, StringComparison.Ordinal);
    }

    private static bool IsOwn(string line) => !line.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase);

    private static (string[] Head, string Body) Split(string message)
    {
        var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return ([.. message[..end].Split("\r\n").Select(line => line.TrimEnd())], message[(end + 4)..]);
    }

    private static async Task<string> RunAsync(string command, TcpListener listener)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var connection = await listener.AcceptTcpClientAsync(Token);
        var stream = connection.GetStream();
        using var received = new MemoryStream();
        var buffer = new byte[16_384];
        while (!IsWhole(received.ToArray()))
        {
            received.Write(buffer, 0, await stream.ReadAtLeastAsync(buffer, 1, cancellationToken: Token));
        }

        await stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
        connection.Close();
        await bash.WaitForExitAsync(Token);
        return Encoding.UTF8.GetString(received.ToArray());
    }

    private static bool IsWhole(byte[] message)
    {
        var end = message.AsSpan().IndexOf("\r\n\r\n"u8);
        return end >= 0 && message.Length - end - 4 >= Length(Encoding.Latin1.GetString(message, 0, end));
    }

    private static int Length(string head) =>
        head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line ? int.Parse(line[15..]) : 0;
}
