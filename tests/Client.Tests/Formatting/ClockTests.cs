using TapeDeck.Client.Formatting;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Formatting;

public sealed class ClockTests
{
    private const long Hour = 3_600_000_000_000;
    private readonly Clock _berlin = Clock.In("Europe/Berlin");

    [Fact]
    public void Time_InUtc_HasMilliseconds() => Assert.Equal("18:00:00.123", Clock.Utc.Time(SampleTraffic.Start + 123_456_789));

    [Fact]
    public void Time_Missing_IsADash() => Assert.Equal("–", Clock.Utc.Time(null));

    [Fact]
    public void Exact_Nanoseconds_AreAllThere() => Assert.Equal("2026-03-17 18:00:00.123 456 789 UTC", Clock.Utc.Exact(SampleTraffic.Start + 123_456_789));

    [Fact]
    public void Exact_InAZone_NamesItsOffset() => Assert.EndsWith("UTC+01:00", _berlin.Exact(SampleTraffic.Start), StringComparison.Ordinal);

    [Fact]
    public void Span_OneDay_NamesItOnce() => Assert.Equal("Tue 17 Mar 2026, 18:00 – 20:00 UTC", Clock.Utc.Span(SampleTraffic.Start, SampleTraffic.Start + (2 * Hour)));

    [Fact]
    public void Span_AFewSeconds_ShowsSeconds() =>
        Assert.Equal("Tue 17 Mar 2026, 18:00:00 – 18:00:05 UTC", Clock.Utc.Span(SampleTraffic.Start, SampleTraffic.Start + 5_000_000_000));

    [Fact]
    public void ShortSpan_OverMidnight_NamesBothDays() => Assert.Equal("17 Mar, 19:00 – 18 Mar, 01:00", _berlin.ShortSpan(SampleTraffic.Start, SampleTraffic.Start + (6 * Hour)));

    [Fact]
    public void In_UnknownZone_IsUtc() => Assert.Same(Clock.Utc, Clock.In("Mars/Olympus"));

    [Fact]
    public void Full_SummerAndWinter_NameDifferentOffsets()
    {
        var summer = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal("Wed 1 Jul 2026, 14:00:00 UTC+02:00", _berlin.Full(summer));
    }
}
