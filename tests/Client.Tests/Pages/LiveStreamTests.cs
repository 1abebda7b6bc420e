using TapeDeck.Engine.Query;
using TapeDeck.Client.Pages.Captures;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Pages;

public sealed class LiveStreamTests
{
    private static readonly TrafficQuery s_checkout = TrafficQuery.TryParse("checkout", default, out var query, out _) ? query : throw new InvalidOperationException();
    private readonly FakeLiveTraffic _live = new();
    private readonly LiveStream _stream;

    public LiveStreamTests()
    {
        _live.Grow(100);
        _stream = new LiveStream(_live, "c1");
    }

    [Fact]
    public void Read_Following_ShowsTheNewestFirst()
    {
        _live.Grow(1);

        var window = _stream.Read(0, 3);

        Assert.Equal([100, 99, 98], window.Rows.Select(row => row.Number));
        Assert.Equal(101, window.Total);
    }

    [Fact]
    public void Read_OfRowsThatReplaceAllThatWereShown_IsFast()
    {
        _stream.Read(0, 3);
        Assert.False(_stream.IsFast); // there was nothing before
        _live.Grow(2);
        _stream.Read(0, 3);
        Assert.False(_stream.IsFast);
        _live.Grow(3);
        _stream.Read(0, 3);
        Assert.True(_stream.IsFast);
        _stream.Read(0, 3);
        Assert.False(_stream.IsFast);
    }

    [Fact]
    public void Hold_WhileTrafficGoesOn_KeepsTheRowsAndCounts()
    {
        var before = _stream.Read(0, 3).Rows;
        _live.Grow(5); // came after the last picture, before the person scrolled

        _stream.Hold();
        _live.Grow(37);

        Assert.False(_stream.Look());
        Assert.Equal(42, _stream.NewCount);
        Assert.Equal(before, _stream.Read(0, 3).Rows);
        Assert.Equal(100, _stream.Read(0, 3).Total);
    }

    [Fact]
    public void Follow_AfterHolding_ShowsTheNewestAgain()
    {
        _stream.Read(0, 1);
        _stream.Hold();
        _live.Grow(10);

        _stream.Follow();

        Assert.True(_stream.Look());
        Assert.Equal(109, _stream.Read(0, 1).Rows[0].Number);
        Assert.Equal(0, _stream.NewCount);
    }

    [Fact]
    public void Hold_WithAFilter_CountsOnlyWhatMatches()
    {
        _stream.Search(s_checkout);
        _stream.Read(0, 50);
        _stream.Hold();

        _live.Grow(14); // one round of the sample traffic: /v2/checkout comes twice

        _stream.Look();
        Assert.Equal((2, false), (_stream.NewCount, _stream.NewCountIsRough));
    }

    [Fact]
    public void TogglePause_Twice_GoesOn()
    {
        _stream.Read(0, 1);
        _stream.TogglePause();
        Assert.True(_stream.IsPaused);
        _live.Grow(3);
        Assert.False(_stream.Look());

        _stream.TogglePause();

        Assert.True(_stream.IsFollowing);
    }

    [Fact]
    public void Search_WhilePaused_StaysPaused()
    {
        _stream.Read(0, 1);
        _stream.TogglePause();

        _stream.Search(s_checkout);

        Assert.True(_stream.IsPaused);
        Assert.All(_stream.Read(0, 5).Rows, row => Assert.Contains("checkout", row.Target, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_RowThatLeftTheRing_IsWhatWasShown()
    {
        var shown = _stream.Read(0, 20).Rows[^1].Number;
        _live.Grow(100_000);
        _stream.Read(0, 20);
        Assert.Null(_live.Find("run", shown));

        Assert.Equal(SampleTraffic.Content(shown).Summary, _stream.Open(shown)?.Summary);
        Assert.Null(_stream.Open(shown - 1));
    }

    [Fact]
    public void Open_RowsShownLongAgo_AreLetGo()
    {
        var first = _stream.Read(0, 20).Rows[0].Number;
        for (var window = 0; window < 25; window++)
        {
            _live.Grow(10_000);
            _stream.Read(0, 20);
        }

        Assert.Null(_stream.Open(first));
    }
}
