using System.Globalization;
using System.Runtime.InteropServices;

namespace TapeDeck.Server.Cli;

/// <summary>
/// A shell without job control starts what it puts into the background with SIGINT ignored, and .NET leaves that so. GoReplay hears it all the same, and
/// scripts stop it with <c>kill -INT</c>.
/// </summary>
internal static class IgnoredInterrupt
{
    private const int Interrupt = 2;
    private const string Heading = "SigIgn:";

    /// <summary>Lets the process hear SIGINT. To be called before a handler is registered; does nothing where the signal is not ignored.</summary>
    public static void Undo()
    {
        if (OperatingSystem.IsLinux() && IsIgnored())
        {
            _ = Signal(Interrupt, handler: 0);
        }
    }

    private static bool IsIgnored() =>
        File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Heading, StringComparison.Ordinal)) is { } mask
        && (ulong.Parse(mask.AsSpan(Heading.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0;

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Signal(int signal, nint handler);
}
