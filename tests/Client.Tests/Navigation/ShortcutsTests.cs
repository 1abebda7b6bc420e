using TapeDeck.Client.Navigation;

namespace TapeDeck.Client.Tests.Navigation;

public sealed class ShortcutsTests
{
    private readonly Shortcuts _shortcuts = new();

    [Fact]
    public void All_EveryId_IsListedOnce() => Assert.Equal(Enum.GetValues<ShortcutId>().Order(), Shortcut.All.Select(shortcut => shortcut.Id).Order());

    [Fact]
    public void All_NoKeys_AreUsedTwice() =>
        Assert.Equal(Shortcut.All.Count, Shortcut.All.Select(shortcut => string.Join(' ', shortcut.Keys)).Distinct().Count());

    [Fact]
    public async Task PressAsync_WithTwoHandlers_RunsTheLater()
    {
        var pressed = "";
        using var page = _shortcuts.On(ShortcutId.Close, () => Note("page"));
        using (_shortcuts.On(ShortcutId.Close, () => Note("pane")))
        {
            await _shortcuts.PressAsync(ShortcutId.Close);
        }

        await _shortcuts.PressAsync(ShortcutId.Close);

        Assert.Equal("pane page ", pressed);

        Task Note(string who)
        {
            pressed += who + " ";
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task PressAsync_WithoutHandler_DoesNothing()
    {
        await _shortcuts.PressAsync(ShortcutId.Pause);

        Assert.Empty(_shortcuts.Active);
    }

    [Fact]
    public void Active_AfterOn_NamesIt()
    {
        var changes = 0;
        _shortcuts.Changed += () => changes++;

        using (_shortcuts.On(ShortcutId.Search, () => Task.CompletedTask))
        {
            Assert.Equal(["/"], Assert.Single(_shortcuts.Active).Keys);
        }

        Assert.Equal(2, changes);
    }
}
