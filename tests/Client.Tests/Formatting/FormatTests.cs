using TapeDeck.Client.Formatting;

namespace TapeDeck.Client.Tests.Formatting;

public sealed class FormatTests
{
    [Theory]
    [InlineData(-1, "–")]
    [InlineData(0, "0 ms")]
    [InlineData(0.84, "0.84 ms")]
    [InlineData(0.999, "1.0 ms")]
    [InlineData(1.44, "1.4 ms")]
    [InlineData(9.96, "10 ms")]
    [InlineData(1204, "1,204 ms")]
    [InlineData(9999.4, "9,999 ms")]
    [InlineData(9999.6, "10.0 s")]
    [InlineData(12_400, "12.4 s")]
    [InlineData(59_960, "1 min 00 s")]
    [InlineData(187_000, "3 min 07 s")]
    [InlineData(7_500_000, "2 h 05 min")]
    [InlineData(273_600_000, "3 d 04 h")]
    [InlineData(double.NaN, "–")]
    public void Milliseconds_AnyDuration_HasUnit(double milliseconds, string expected) => Assert.Equal(expected, Format.Milliseconds(milliseconds));

    [Theory]
    [InlineData(-1, "–")]
    [InlineData(0, "0 B")]
    [InlineData(412, "412 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(48_200, "48.2 kB")]
    [InlineData(999_949, "999.9 kB")]
    [InlineData(999_950, "1.0 MB")]
    [InlineData(2_140_000_000, "2.14 GB")]
    [InlineData(long.MaxValue, "9,223.37 PB")]
    public void Size_AnyNumberOfBytes_IsDecimal(long bytes, string expected) => Assert.Equal(expected, Format.Size(bytes));

    [Theory]
    [InlineData(4_812_906, "4,812,906")]
    [InlineData(10_000_000, "10,000,000")]
    [InlineData(12_400_000, "12.4 M")]
    [InlineData(12_400_000_000, "12.4 G")]
    public void RoughCount_OverTenMillion_IsShort(long count, string expected) => Assert.Equal(expected, Format.RoughCount(count));

    [Theory]
    [InlineData(4210.4, "4,210 /s")]
    [InlineData(3.21, "3.2 /s")]
    [InlineData(0, "0 /s")]
    [InlineData(double.NaN, "–")]
    public void Rate_AnyRate_IsPerSecond(double rate, string expected) => Assert.Equal(expected, Format.Rate(rate));

    [Theory]
    [InlineData(24 * 60, "1 day")]
    [InlineData(72 * 60, "3 days")]
    [InlineData(36 * 60, "36 h")]
    [InlineData(60, "1 h")]
    [InlineData(90, "1 h 30 min")]
    public void Kept_ATime_IsAsPeopleSayIt(int minutes, string expected) => Assert.Equal(expected, Format.Kept(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(1_000_000, "millisecond")]
    [InlineData(5_000_000, "5 ms")]
    [InlineData(1_000_000_000, "second")]
    [InlineData(15_000_000_000, "15 s")]
    [InlineData(60_000_000_000, "minute")]
    [InlineData(1_800_000_000_000, "30 min")]
    [InlineData(3_600_000_000_000, "hour")]
    [InlineData(86_400_000_000_000, "day")]
    [InlineData(259_200_000_000_000, "3 days")]
    public void Period_OfASpan_CanStandAfterPer(long nanoseconds, string expected) => Assert.Equal(expected, Format.Period(nanoseconds));

    [Theory]
    [InlineData(0.9999, "99 %")]
    [InlineData(1, "100 %")]
    [InlineData(1.2, "100 %")]
    public void Percent_NotQuiteDone_IsNotAHundred(double fraction, string expected) => Assert.Equal(expected, Format.Percent(fraction));

    [Theory]
    [InlineData(7.9, "7 s")]
    [InlineData(187.9, "3 min 07 s")]
    public void Elapsed_RunningTime_IsWholeSeconds(double seconds, string expected) => Assert.Equal(expected, Format.Elapsed(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Middle_LongPath_KeepsBothEnds()
    {
        var cut = Format.Middle("/v2/reports/2026/q1/summary.csv", 15);

        Assert.Equal(15, cut.Length);
        Assert.StartsWith("/v2/rep", cut, StringComparison.Ordinal);
        Assert.EndsWith("ary.csv", cut, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/plain", "/plain")]
    [InlineData("/caf\u00C3\u00A9", "/café")]
    [InlineData("/caf\u00E9", "/café")] // Latin-1 on the wire
    public void Wire_OneCharacterAByte_IsReadAsItWasWritten(string text, string expected) => Assert.Equal(expected, Format.Wire(text));

    [Fact]
    public void Count_WithNoun_AgreesInNumber() => Assert.Equal(("1 exchange", "3,000 exchanges"), (Format.Count(1, "exchange"), Format.Count(3000, "exchange")));
}
