using System.Runtime.InteropServices;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// Sleeps for less than a timer's grain. .NET's timers wake about a millisecond late; the kernel's own sleep is within some 60 µs,
/// and the rest is spun. It holds its thread, so it is for waits of a few milliseconds.
/// </summary>
internal static partial class PreciseSleep
{
    private static readonly TimeSpan s_spin = TimeSpan.FromMicroseconds(80);

    public static void Until(long due, TimeProvider time)
    {
        while (true)
        {
            var left = time.GetElapsedTime(time.GetTimestamp(), due);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            if (left > s_spin)
            {
                var wait = new TimeSpec(0, (left - s_spin).Ticks * 100);
                if (NanoSleep(in wait, IntPtr.Zero) != 0)
                {
                    continue; // interrupted by a signal: look at the clock again
                }
            }
            else
            {
                Thread.SpinWait(20);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec request, IntPtr remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec(nint seconds, long nanoseconds)
    {
        private readonly nint _seconds = seconds;
        private readonly long _nanoseconds = nanoseconds;
    }
}
