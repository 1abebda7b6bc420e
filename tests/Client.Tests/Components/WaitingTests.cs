using Bunit;
using TapeDeck.Client.Components;
using TapeDeck.Client.Navigation;

namespace TapeDeck.Client.Tests.Components;

public sealed class WaitingTests : PageTest
{
    private int _givenUp;

    [Fact]
    public void Wait_Short_IsNotSaid()
    {
        var waiting = Render(isWaiting: true);
        Time.Advance(TimeSpan.FromMilliseconds(149));
        Assert.Empty(waiting.FindAll(".waiting"));
        Assert.Equal("", waiting.Find("[role=status]").TextContent);
        Set(waiting, isWaiting: false);
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(waiting.FindAll(".waiting"));
    }

    [Fact]
    public void Wait_Noticed_IsSaidWithoutAWayOut()
    {
        var waiting = Render(isWaiting: true);
        Time.Advance(TimeSpan.FromMilliseconds(150));
        Assert.Equal("Sorting 3 exchanges…", waiting.Find("[role=status]").TextContent);
        Assert.Equal("Sorting 3 exchanges…", waiting.Find(".waiting").TextContent.Trim());
        Assert.Empty(waiting.FindAll("button"));
    }

    [Fact]
    public void Wait_Long_SaysHowLongAndCanBeGivenUp()
    {
        var waiting = Render(isWaiting: true);
        Advance(1000);
        Assert.Contains("1 s", waiting.Find(".waiting").TextContent, StringComparison.Ordinal);
        Advance(2000);
        Assert.Contains("3 s", waiting.Find(".waiting").TextContent, StringComparison.Ordinal);
        Assert.Equal("Sorting 3 exchanges…", waiting.Find("[role=status]").TextContent); // said once, not every second
        waiting.Find("button").Click();
        Assert.Equal(1, _givenUp);
    }

    [Fact]
    public async Task Wait_Long_IsGivenUpByEscapeBeforeWhatIsOpenCloses()
    {
        var closed = 0;
        using var pane = Shortcuts.On(ShortcutId.Close, () => Task.FromResult(closed++));
        var waiting = Render(isWaiting: true);
        Advance(900);
        await waiting.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.Close)); // there is no button yet
        Assert.Equal((0, 1), (_givenUp, closed));
        Advance(100);
        using var laterPane = Shortcuts.On(ShortcutId.Close, () => Task.FromResult(closed++));
        await waiting.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.Close));
        Assert.Equal((1, 1), (_givenUp, closed));

        Set(waiting, isWaiting: false);
        await waiting.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.Close));
        Assert.Equal((1, 2), (_givenUp, closed));
    }

    [Fact]
    public void Wait_Over_IsGoneAndTheNextOneCountsFromItsOwnBeginning()
    {
        var waiting = Render(isWaiting: true);
        Advance(3000);
        Set(waiting, isWaiting: false);
        Assert.Empty(waiting.FindAll(".waiting"));
        Set(waiting, isWaiting: true);
        Assert.Empty(waiting.FindAll(".waiting"));
        Advance(200);
        Assert.NotNull(waiting.Find(".waiting"));
        Assert.Empty(waiting.FindAll("button"));
    }

    /// <summary>In steps, as time passes: a timer that is set on when another one rings is not late.</summary>
    private void Advance(int milliseconds)
    {
        for (var passed = 0; passed < milliseconds; passed += 50)
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
        }
    }

    private IRenderedComponent<Waiting> Render(bool isWaiting) => Context.Render<Waiting>(parameters => parameters
        .Add(waiting => waiting.Is, isWaiting).Add(waiting => waiting.What, "Sorting 3 exchanges").Add(waiting => waiting.OnGiveUp, () => _givenUp++));

    private static void Set(IRenderedComponent<Waiting> waiting, bool isWaiting) => waiting.Render(parameters => parameters.Add(waiting => waiting.Is, isWaiting));
}
