namespace TapeDeck.Engine;

/// <summary>Lengths of time that people read easily from an axis.</summary>
public static class TimeStep
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1000 * Millisecond;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private static readonly long[] s_steps =
    [
        Millisecond, 2 * Millisecond, 5 * Millisecond, 10 * Millisecond, 20 * Millisecond, 50 * Millisecond,
        100 * Millisecond, 200 * Millisecond, 500 * Millisecond, Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second,
        Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute, Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour,
    ];

    /// <summary>The shortest of them that covers the stretch in at most so many spans; beyond half a day, whole days.</summary>
    /// <param name="length">Nanoseconds.</param>
    /// <param name="spans">At least 2: a stretch that does not begin on a step touches one span more.</param>
    public static long Covering(long length, int spans)
    {
        var least = Math.DivRem(length, spans - 1, out var rest) + (rest > 0 ? 1 : 0);
        return s_steps.FirstOrDefault(step => step >= least) is var step and > 0 ? step : (least + Day - 1) / Day * Day;
    }
}
