using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Tests.Query;

public sealed class RowRangesTests
{
    [Theory]
    [InlineData("0", "0", 1)]
    [InlineData("0-41,76", "0-41,76", 43)]
    [InlineData("7,5,6", "5-7", 3)]
    [InlineData("3-9,1-4,20-30,10", "1-10,20-30", 21)]
    [InlineData("0-9999999", "0-9999999", 10_000_000)]
    public void TryParse_Ranges_AreWrittenInOrderAsFewAsPossible(string text, string written, long count)
    {
        Assert.True(RowRanges.TryParse(text, out var rows));
        Assert.Equal((written, count), (rows.ToString(), rows.Count));
        Assert.True(RowRanges.TryParse(written, out var again));
        Assert.Equal(rows, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("4-3")]
    [InlineData("1-2-3")]
    [InlineData("1,,2")]
    [InlineData("1, 2")]
    [InlineData("x")]
    [InlineData("9223372036854775807")]
    public void TryParse_WhatIsNone_IsRefused(string? text) => Assert.False(RowRanges.TryParse(text, out _));

    [Fact]
    public void TryParse_MoreRangesThanAnAddressHolds_AreRefused()
    {
        Assert.True(RowRanges.TryParse(string.Join(',', Enumerable.Range(0, RowRanges.MostRanges).Select(at => at * 2)), out _));
        Assert.False(RowRanges.TryParse(string.Join(',', Enumerable.Range(0, RowRanges.MostRanges + 1).Select(at => at * 2)), out _));
    }

    [Fact]
    public void WithAndWithout_RandomRows_AreAsASetHasThem()
    {
        var random = new Random(3);
        var (rows, set) = (RowRanges.None, new HashSet<long>());
        for (var step = 0; step < 400; step++)
        {
            var (one, other) = (random.Next(60), random.Next(60));
            if (step % 3 == 0)
            {
                rows = rows.With(one, other);
                set.UnionWith(Enumerable.Range(Math.Min(one, other), Math.Abs(one - other) + 1).Select(at => (long)at));
            }
            else
            {
                rows = rows.Without(one);
                set.Remove(one);
            }

            Assert.Equal(set.Count, rows.Count);
            Assert.Equal(set.Order(), Enumerable.Range(0, 60).Select(at => (long)at).Where(rows.Contains));
            Assert.All(rows.Ranges.Zip(rows.Ranges.Skip(1)), pair => Assert.True(pair.First.Last + 1 < pair.Second.First));
        }
    }
}
