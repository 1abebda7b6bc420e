using System.Globalization;

namespace TapeDeck.Benchmarks;

/// <summary>What the kernel says of the use of processors.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed in Linux's interface

    /// <summary>Seconds that a process has used so far on all processors.</summary>
    public static double Of(int processId)
    {
        // Fields 14 and 15 of stat, counted behind the command's closing parenthesis, are user and system time.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    /// <summary>Seconds that all processors together were busy since the machine started.</summary>
    public static double OfAll()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Number(fields[1]) + Number(fields[2]) + Number(fields[3]) + Number(fields[6]) + Number(fields[7])) / TicksPerSecond; // user, nice, system, irq, softirq
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
