using CsCheck;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Tests.Plans;

public class DurationTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("2s", 2000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("500ms", 500)]
    [InlineData("1h2m3.5s", 3_723_500)]
    public void TryParse_GoDuration_GivesMilliseconds(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    [InlineData("1..5s")]
    [InlineData("99999999999h")]
    public void TryParse_NotADuration_Refuses(string? text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void Format_AnyDuration_ReadsBackTheSame() =>
        Gen.Long[0, TimeSpan.FromDays(400).Ticks].Sample(ticks =>
            DurationText.TryParse(DurationText.Format(TimeSpan.FromTicks(ticks)), out var back) && back.Ticks == ticks);
}
