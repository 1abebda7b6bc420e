using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli;

/// <summary>A machine without libpcap, made by hiding it in a mount namespace of the process. Needs root.</summary>
public sealed class WithoutLibpcapTests
{
    private const string Hide = "for library in /usr/lib/*/libpcap.so*; do mount --bind /dev/null \"$library\"; done; exec \"$0\" \"$@\"";

    [Theory]
    [InlineData("--input-raw", "lo:80")]
    [InlineData("--input-raw", "dump.pcap")]
    public async Task Run_ThatNeedsLibpcap_SaysHowToGetIt(string option, string value)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("dump.pcap"), "", TestContext.Current.CancellationToken);
        await using var run = ToolProcess.Start("unshare", folder.Path, null, ["-m", "sh", "-c", Hide, ToolProcess.TapeDeck, option, value, "--output-null"]);
        Assert.Equal(1, await run.WaitForExitAsync());
        Assert.Contains($"tapedeck: {option}: libpcap is not installed.", run.Error, StringComparison.Ordinal);
        Assert.Contains("apt-get install libpcap0.8", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
