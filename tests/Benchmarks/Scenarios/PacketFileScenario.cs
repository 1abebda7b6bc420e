using System.Diagnostics;
using System.Globalization;
using TapeDeck.TestKit;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>Decode, reassemble, frame and pair a packet file.</summary>
internal sealed class PacketFileScenario : Scenario
{
    public override string Name => "pcap";

    public override string Question => "a capture file of wrk against nginx → paired records, one core";

    public override async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("tapedeck-bench-");
        try
        {
            var file = Path.Combine(folder.FullName, "load.pcap");
            var port = await CaptureAsync(file);
            var packets = await CountAsync(file);
            var peer = await FastestAsync("tcpdump", "-n", "-r", file, "-w", "/dev/null");
            var idle = await FastestAsync(TapeDeck, "--version");
            var ours = await FastestAsync("taskset", "-c", "0", TapeDeck, "--input-raw", $"{file}:{port}", "--input-raw-track-response", "--output-null");
            var seconds = (ours.Wall - idle.Wall).TotalSeconds;
            report.Tell("packets", packets.ToString("#,0", CultureInfo.InvariantCulture));
            report.AtLeast("packets/s, start-up taken off", packets / seconds, 1_000_000, "packets/s");
            report.Tell("time against tcpdump -r", (seconds / peer.Wall.TotalSeconds).ToString("0.00", CultureInfo.InvariantCulture));
            report.Tell("CPU a packet, start-up included; tcpdump's", $"{PerPacket(ours, packets)}, {PerPacket(peer, packets)} ns");
            report.AtMost("peak memory", Megabytes(ours.PeakBytes), 250, "MB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string PerPacket(MeasuredProcess run, long packets) =>
        (run.Processor.TotalNanoseconds / packets).ToString("0", CultureInfo.InvariantCulture);

    private static async Task<int> CaptureAsync(string file)
    {
        await using var nginx = await NginxServer.StartAsync(log: false);
        using var tcpdump = Process.Start(new ProcessStartInfo(
            "tcpdump", ["-i", "lo", "-B", "262144", "-s", "0", "-Z", "root", "-w", file, $"tcp port {nginx.Port}"]) { RedirectStandardError = true })!;
        await tcpdump.StandardError.ReadLineAsync(); // "listening on lo": packets are taken from here on
        await Wrk.RunAsync(nginx.Url, 32, 12);
        using (Process.Start("kill", ["-INT", tcpdump.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await tcpdump.WaitForExitAsync();
        }

        return nginx.Port;
    }

    private static async Task<long> CountAsync(string file)
    {
        var count = await MeasuredProcess.RunAsync("capinfos", "-M", "-c", "-T", "-r", file);
        return long.Parse(count.Output.Split('\t')[^1], CultureInfo.InvariantCulture);
    }
}
