using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli;

/// <summary>A machine without libpcap, made by hiding it in a mount namespace of the process. Needs root.</summary>
public sealed class WithoutLibpcapTests : IDisposable
{
    private const string Hide = "for library in /usr/lib/*/libpcap.so*; do mount --bind /dev/null \"$library\"; done; exec \"$0\" \"$@\"";

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("--input-raw", "--input-raw", "lo:80")]
    [InlineData("--input-raw-bpf-filter", "--input-raw", "dump.pcap", "--input-raw-bpf-filter", "tcp")]
    public async Task Run_ThatNeedsLibpcap_SaysHowToGetIt(string named, params string[] options)
    {
        await using var run = Start(options);
        Assert.Equal(1, await run.WaitForExitAsync());
        Assert.Contains($"tapedeck: {named}: libpcap is not installed.", run.Error, StringComparison.Ordinal);
        Assert.Contains("apt-get install libpcap0.8", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAPacketFile_NeedsNoLibpcap()
    {
        await using var run = Start("--input-raw", "dump.pcap:80");
        Assert.Equal(0, await run.WaitForExitAsync());
        Assert.Contains("1 requests", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private ToolProcess Start(params string[] options)
    {
        PcapFileWriter.Write(_folder.File("dump.pcap"), new TcpTalk().Open().Client("GET / HTTP/1.1\r\nHost: a\r\n\r\n").Close().Frames);
        return ToolProcess.Start("unshare", _folder.Path, null, ["-m", "sh", "-c", Hide, ToolProcess.TapeDeck, .. options, "--output-null"]);
    }
}
