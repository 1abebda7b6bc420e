using TapeDeck.Client.Components;

namespace TapeDeck.Client.Tests.Components;

public sealed class RowElementsTests
{
    private readonly RowElements _elements = new();

    [Fact]
    public void For_RowsThatStay_AreTheirElements()
    {
        var before = For(4, 3, 2, 1);
        var after = For(5, 4, 3, 2);

        Assert.Equal(before[..3], after[1..]);
        Assert.DoesNotContain(after[0], before);
    }

    [Fact]
    public void For_RowsOfWhichHardlyOneStays_ElementsKeepTheirPlaces()
    {
        var before = For(4, 3, 2, 1);

        Assert.Equal(before, For(7, 6, 5, 4));
        Assert.Equal(before, For(19, 18, 17, 16));
        Assert.Equal(before[..2], For(99, 98));
        Assert.Equal(before[..2], For(199, 198, 197, 196)[..2]);
    }

    [Fact]
    public void For_AListThatIsScrolled_NoElementShowsAnotherRow() => Assert.Empty(For(1, 2, 3).Intersect(_elements.For([7, 8, 9], recycle: false)));

    [Fact]
    public void For_AnyRows_NoElementIsThereTwice()
    {
        var random = new Random(1);
        for (var newest = 50; newest < 5_000; newest += random.Next(12))
        {
            var elements = For([.. Enumerable.Range(newest - 20, random.Next(1, 20)).Select(row => (long)row)]);
            Assert.Equal(elements.Length, elements.Distinct().Count());
        }
    }

    private long[] For(params long[] rows) => [.. _elements.For(rows, recycle: true)];
}
