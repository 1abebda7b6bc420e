using System.Diagnostics;
using System.Globalization;

namespace TapeDeck.Benchmarks;

/// <summary>A program run to its end, with what the kernel says it used.</summary>
internal sealed record MeasuredProcess(TimeSpan Wall, TimeSpan Processor, long PeakBytes, string Output, string Error, int ExitCode)
{
    public static Task<MeasuredProcess> RunAsync(string program, params string[] arguments) => RunAsync(program, arguments, during: null);

    /// <summary>Runs it; <paramref name="during"/> happens while it runs and then the program is asked to end (SIGINT).</summary>
    public static async Task<MeasuredProcess> RunAsync(string program, string[] arguments, Func<Task>? during)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var exit = process.WaitForExitAsync();
        var usage = SampleAsync(process.Id, exit);
        if (during is not null)
        {
            await during();
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        }

        await exit;
        var wall = watch.Elapsed;
        var (processor, peak) = await usage;
        return new MeasuredProcess(wall, processor, peak, await output, await error, process.ExitCode);
    }

    private static async Task<(TimeSpan Processor, long PeakBytes)> SampleAsync(int id, Task exit)
    {
        var last = (Processor: TimeSpan.Zero, PeakBytes: 0L);
        while (!exit.IsCompleted)
        {
            try
            {
                var processor = TimeSpan.FromSeconds(ProcessorTime.Of(id));
                var status = await File.ReadAllLinesAsync($"/proc/{id}/status");
                var peak = Array.Find(status, line => line.StartsWith("VmHWM", StringComparison.Ordinal));
                last = (processor, peak is null ? last.PeakBytes : KiB(peak) * 1024);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                break;
            }

            await Task.WhenAny(exit, Task.Delay(5));
        }

        return last;
    }

    private static long KiB(string line) => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
