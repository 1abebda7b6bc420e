using System.Diagnostics;
using System.Globalization;

namespace TapeDeck.Benchmarks;

/// <summary>What the kernel says of the use of processors.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed in Linux's interface

    /// <summary>Seconds that a process has used so far on all processors.</summary>
    public static double Of(int processId)
    {
        var fields = Fields(processId);
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond; // 14 and 15 of the whole line: user and system time
    }

    /// <summary>The same of all processes of one program that this one started, or those that it started.</summary>
    public static double OfStarted(string name)
    {
        var living = Process.GetProcessesByName(name).Select(process =>
        {
            using (process)
            {
                return process.Id;
            }
        }).ToList();
        return living.Where(IsOurs).Sum(id => File.Exists($"/proc/{id}/stat") ? Of(id) : 0);
    }

    private static bool IsOurs(int processId)
    {
        while (processId > 1 && processId != Environment.ProcessId && File.Exists($"/proc/{processId}/stat"))
        {
            processId = int.Parse(Fields(processId)[1], CultureInfo.InvariantCulture);
        }

        return processId == Environment.ProcessId;
    }

    /// <summary>Seconds that all processors together were busy since the machine started.</summary>
    public static double OfAll()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Number(fields[1]) + Number(fields[2]) + Number(fields[3]) + Number(fields[6]) + Number(fields[7])) / TicksPerSecond; // user, nice, system, irq, softirq
    }

    /// <summary>What stands behind the closing parenthesis of the command.</summary>
    private static string[] Fields(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
