namespace TapeDeck.Server.Api.Samples;

/// <summary>Ids and times that the samples share: they tell one story.</summary>
internal static class SampleValues
{
    public const string Capture = "5b0c7a1e94d24f6b8e3f2a6d10c9b745";
    public const string Recording = "1f8e4d2c6b7a49508c3d9e0f7a6b5c41";
    public const string Replay = "c2d94e7f105b4a3896e1f0b7d8a3c526";
    public const string Exchange = "1b2c3d4e5f60718293a4b5c6d7e8f901";

    /// <summary>When the capture began.</summary>
    public static DateTimeOffset Begin { get; } = new(2026, 3, 17, 18, 44, 7, TimeSpan.Zero);

    /// <summary>Some time after the capture began.</summary>
    public static DateTimeOffset After(double minutes) => Begin.AddMinutes(minutes);

    /// <summary>The same in nanoseconds, as traffic has it.</summary>
    public static string Instant(double minutes) => Instants.FromNanoseconds((After(minutes) - DateTimeOffset.UnixEpoch).Ticks * 100);
}
