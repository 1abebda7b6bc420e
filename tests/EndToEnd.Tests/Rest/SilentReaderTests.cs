using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>Programs that ask for the event stream of a capture and never read it.</summary>
public sealed class SilentReaderTests
{
    private const int Readers = 50;
    private const int Before = 20_000;
    private const int After = 100_000;

    /// <summary>What a queue of a reader's own would hold for one of them is more than this: 100,000 exchanges are at least 20 MB as events.</summary>
    private const long MostGrowth = 250_000_000;

    [Fact]
    public async Task Streams_NeverRead_CostTheCaptureNothingAndLittleMemory()
    {
        await using var server = await ServedProgram.StartAsync();
        var api = await server.ApiAsync();
        var capture = await RelayedCapture.StartAsync(api, "Never read");
        var readers = new List<TcpClient>();
        try
        {
            for (var reader = 0; reader < Readers; reader++)
            {
                readers.Add(await AskAsync(server.Url, $"/api/v1/captures/{capture.Id}/stream", api.Token));
            }

            await capture.SendAsync(0, Before);
            var memory = MemoryOf(server);
            await capture.SendAsync(Before, After);
            Assert.InRange(MemoryOf(server) - memory, long.MinValue, MostGrowth);
            await capture.ExpectAllAsync(Before + After);
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    /// <summary>Asks, and reads no more than that there will be an answer.</summary>
    private static async Task<TcpClient> AskAsync(Uri server, string path, string token)
    {
        var reader = new TcpClient { ReceiveBufferSize = 4096 };
        await reader.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        await reader.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\n\r\n"), TestContext.Current.CancellationToken);
        var status = new byte[12];
        await reader.GetStream().ReadExactlyAsync(status, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(status));
        return reader;
    }

    /// <summary>Bytes of the program that are in memory.</summary>
    private static long MemoryOf(ServedProgram server) => 1024 * long.Parse(
        File.ReadLines($"/proc/{server.Process.Id}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
