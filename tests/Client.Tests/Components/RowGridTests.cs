using Bunit;
using Microsoft.AspNetCore.Components;
using TapeDeck.Client.Components;
using TapeDeck.Client.Navigation;

namespace TapeDeck.Client.Tests.Components;

public sealed class RowGridTests : PageTest
{
    private readonly List<CancellationToken> _asked = [];

    private IReadOnlyList<JSRuntimeInvocation> Shown => [.. Context.JSInterop.Invocations["tapedeck.grid.show"]];

    private static RowWindow<long> TwoRows { get; } = new([1, 2], 2);

    [Fact]
    public async Task Load_PageDrawnAgainBeforeTheAnswer_IsNotAskedAgain()
    {
        var answer = new TaskCompletionSource<RowWindow<long>>();
        var grid = Render(_ => answer.Task);
        grid.Render();
        await grid.InvokeAsync(() => answer.SetResult(TwoRows));
        grid.WaitForAssertion(() => Assert.Equal(2, grid.FindAll(".grid-row").Count));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Keys_PressedBeforeTheFirstRowsAreThere_ActOnceTheyAre()
    {
        var answer = new TaskCompletionSource<RowWindow<long>>();
        var opened = new List<long>();
        var grid = Render(_ => answer.Task);
        grid.Render(parameters => parameters.Add(grid => grid.OnSelect, EventCallback.Factory.Create<long>(new object(), opened.Add)));

        var first = grid.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.Next));
        var second = grid.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.Next));
        Assert.Empty(opened);
        await grid.InvokeAsync(() => answer.SetResult(TwoRows));
        await Task.WhenAll(first, second);

        Assert.Equal([1, 2], opened);
    }

    [Fact]
    public async Task Show_WhileAnEarlierOneStillCancelsTheFirst_DoesNotFail()
    {
        using var mayGoOn = new ManualResetEventSlim();
        var first = new TaskCompletionSource<RowWindow<long>>();
        var grid = Render(superseded =>
        {
            superseded.Register(mayGoOn.Wait);
            return first.Task;
        });
        var second = grid.InvokeAsync(() => grid.Instance.ShowAsync(0));
        var third = grid.InvokeAsync(() => grid.Instance.ShowAsync(0));
        mayGoOn.Set();
        await Task.WhenAll(second, third);
        grid.Render();
        grid.WaitForAssertion(() => Assert.Equal(2, grid.FindAll(".grid-row").Count));
    }

    [Fact]
    public async Task Refresh_OfAGridThatIsGone_AsksNothing()
    {
        var grid = Render(_ => Task.FromResult(TwoRows));
        var instance = grid.Instance;
        await Context.DisposeComponentsAsync();
        await Context.Renderer.Dispatcher.InvokeAsync(instance.RefreshAsync);
        await Context.Renderer.Dispatcher.InvokeAsync(() => instance.ShowAsync(0));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Query_Changed_ShowsItsPlaceOnceItsRowsAreThere()
    {
        var grid = Render(_ => Task.FromResult(TwoRows));
        var before = Shown.Count;
        var answer = new TaskCompletionSource<RowWindow<long>>();
        grid.Render(parameters => parameters.Add(grid => grid.Query, "longer").Add(grid => grid.Top, 150).Add(grid => grid.Load, (_, _, _) => answer.Task));
        Assert.Equal(before, Shown.Count); // the shorter list that is still there has no such row
        await grid.InvokeAsync(() => answer.SetResult(new RowWindow<long>([151, 152], 300)));
        grid.WaitForAssertion(() => Assert.Equal(before + 1, Shown.Count));
        Assert.Equal(150L, Shown[^1].Arguments[1]);
    }

    /// <summary>What the browser tells of the rows before may come when there are other ones.</summary>
    [Fact]
    public async Task Rest_OfAListThatGaveWayToAnother_LeavesThatWhereItStands()
    {
        var tops = new List<long>();
        var grid = Render(_ => Task.FromResult(TwoRows));
        grid.Render(parameters => parameters.Add(grid => grid.Query, "longer").Add(grid => grid.Top, 150).Add(grid => grid.TopChanged, EventCallback.Factory.Create<long>(new object(), tops.Add))
            .Add(grid => grid.Load, (_, _, _) => Task.FromResult(new RowWindow<long>([151, 152], 300))));
        Assert.Equal("2", grid.Find(".grid-rows").GetAttribute("data-list"));

        await grid.InvokeAsync(() => grid.Instance.Rested(0, 1));
        Assert.Empty(tops);
        await grid.InvokeAsync(() => grid.Instance.Rested(149, 2));
        Assert.Equal([149], tops);
    }

    /// <summary>On a busy machine keys come faster than the page is drawn.</summary>
    [Fact]
    public async Task Keys_BeforeThePageIsDrawnAgain_GoOnFromTheLastRow()
    {
        var opened = new List<long>();
        var grid = Render(_ => Task.FromResult(new RowWindow<long>([11, 12, 13, 14], 4)));
        grid.Render(parameters => parameters.Add(grid => grid.SelectedKey, 11).Add(grid => grid.OnSelect, EventCallback.Factory.Create<long>(new object(), opened.Add)));

        await grid.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.Next));
        await grid.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.Next));
        await grid.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.Previous));

        Assert.Equal([12, 13, 12], opened);
    }

    [Fact]
    public async Task Scrolling_TakingLong_IsGivenUpForTheRowsThatAreThere()
    {
        var grid = Render(_ => Task.FromResult(new RowWindow<long>([.. Enumerable.Range(0, 100)], 10_000)));
        grid.Render(parameters => parameters.Add(grid => grid.Load, (_, _, superseded) => new TaskCompletionSource<RowWindow<long>>().Task.WaitAsync(superseded)));
        var uncovered = grid.InvokeAsync(() => grid.Instance.Uncovered(5_000));
        await grid.InvokeAsync(() => grid.Instance.Rested(5_000, 1));
        Time.Advance(TimeSpan.FromMilliseconds(150));
        Time.Advance(TimeSpan.FromMilliseconds(850));

        await grid.InvokeAsync(() => grid.Find(".waiting button").Click());
        await uncovered;

        grid.WaitForAssertion(() => Assert.Empty(grid.FindAll(".waiting")));
        Assert.Equal(100, grid.FindAll(".grid-row").Count);
        Assert.Equal(80L, Shown[^1].Arguments[1]); // twenty rows are in view
    }

    [Fact]
    public async Task Refresh_TakingLong_IsNotWaitedFor()
    {
        var grid = Render(_ => Task.FromResult(TwoRows));
        var answer = new TaskCompletionSource<RowWindow<long>>();
        grid.Render(parameters => parameters.Add(grid => grid.Load, (_, _, _) => answer.Task));
        var refreshed = grid.InvokeAsync(grid.Instance.RefreshAsync);
        Time.Advance(TimeSpan.FromSeconds(2));
        grid.Render();
        Assert.Empty(grid.FindAll(".waiting"));
        Assert.Equal("false", grid.Find("[data-grid]").GetAttribute("aria-busy"));
        await grid.InvokeAsync(() => answer.SetResult(new RowWindow<long>([1, 2, 3], 3)));
        await refreshed;
        Assert.Equal(3, grid.FindAll(".grid-row").Count);
    }

    /// <summary>A grid whose first window comes from <paramref name="first"/> and later ones at once.</summary>
    private IRenderedComponent<RowGrid<long>> Render(Func<CancellationToken, Task<RowWindow<long>>> first) => Context.Render<RowGrid<long>>(parameters => parameters
        .Add(grid => grid.Load, (_, _, superseded) =>
        {
            _asked.Add(superseded);
            return _asked.Count == 1 ? first(superseded) : Task.FromResult(TwoRows);
        })
        .Add(grid => grid.KeyOf, row => row).Add(grid => grid.Columns, "").Add(grid => grid.Label, "Numbers")
        .Add(grid => grid.Head, "<span></span>").Add(grid => grid.Row, row => $"<span>{row}</span>"));
}
