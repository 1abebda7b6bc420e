using TapeDeck.Client.Components;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Tests.Components;

public sealed class RowChoiceTests
{
    private readonly RowChoice _choice = new();

    [Fact]
    public void ExtendTo_FromTheAnchorDownAndUpAgain_IsTheRangeBetween()
    {
        _choice.MoveTo(5);
        Extend("5-8", 8);
        Extend("5-6", 6);
        Extend("3-5", 3);
    }

    [Fact]
    public void ExtendTo_FromAnotherAnchor_AddsToWhatIsChosen()
    {
        _choice.MoveTo(5);
        Extend("5-6", 6);
        _choice.MoveTo(20);
        Extend("5-6,20-25", 25);
        Extend("5-6,19-20", 19);
    }

    [Fact]
    public void ExtendTo_WithoutAnAnchor_BeginsAtTheOpenRow()
    {
        _choice.ExtendTo(7, 4);
        Assert.Equal("4-7", _choice.Rows.ToString());
        _choice.LetGo();
        _choice.ExtendTo(7, -1);
        Assert.Equal("7", _choice.Rows.ToString());
    }

    [Theory]
    [InlineData(4, "4,9")]
    [InlineData(-1, "9")]
    [InlineData(9, "9")]
    public void Toggle_FirstRow_TakesTheOpenOneToo(long open, string expected)
    {
        _choice.Toggle(9, open);
        Assert.Equal(expected, _choice.Rows.ToString());
    }

    [Fact]
    public void Toggle_ARowOfARange_TakesItOut()
    {
        _choice.ChooseAll(10);
        _choice.Toggle(4, 0);
        Assert.Equal("0-3,5-9", _choice.Rows.ToString());
        _choice.Toggle(4, 0);
        Assert.Equal("0-9", _choice.Rows.ToString());
        Extend("0-9", 6);
    }

    [Fact]
    public void Toggle_MoreRangesThanThereMayBe_IsRefusedUntilThereIsRoom()
    {
        for (var row = 0; row < RowRanges.MostRanges; row++)
        {
            _choice.Toggle(row * 2, -1);
        }

        Assert.False(_choice.IsFull);
        _choice.Toggle(1_000, -1);
        Assert.Equal((true, RowRanges.MostRanges), (_choice.IsFull, _choice.Rows.Count));
        _choice.Toggle(0, -1);
        Assert.Equal((false, RowRanges.MostRanges - 1), (_choice.IsFull, _choice.Rows.Count));
    }

    private void Extend(string expected, long row)
    {
        _choice.ExtendTo(row, -1);
        Assert.Equal(expected, _choice.Rows.ToString());
    }
}
