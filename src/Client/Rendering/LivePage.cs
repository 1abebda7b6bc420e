using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using TapeDeck.Client.Navigation;

namespace TapeDeck.Client.Rendering;

/// <summary>A page that follows the ports: it is told that something changed and asks again, at most ten times a second.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    /// <summary>How often a page asks again at the most.</summary>
    protected static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _gone = new();
    private readonly List<IDisposable> _kept = [];
    private AddressState? _address;

    [Inject] public required Viewer Viewer { get; init; }

    [Inject] public required Shortcuts Shortcuts { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    /// <summary>What kept the page from its data; null when all is well.</summary>
    protected Exception? Failure { get; set; }

    /// <summary>The state of the page.</summary>
    protected AddressState Address => _address ??= Keep(new AddressState(Navigation, () => _ = InvokeAsync(() => LoadAsync(AddressChangedAsync))));

    /// <summary>Cancelled when the person leaves the page.</summary>
    protected CancellationToken Gone => _gone.Token;

    public void Dispose()
    {
        Viewer.Changed -= Redraw;
        _kept.ForEach(kept => kept.Dispose());
        _gone.Cancel();
        _gone.Dispose();
        Leave();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets a page follow a change of its address.</summary>
    protected virtual Task AddressChangedAsync() => Task.CompletedTask;

    /// <summary>Lets a page add to what happens when the person leaves it.</summary>
    protected virtual void Leave()
    {
    }

    protected override void OnInitialized() => Viewer.Changed += Redraw;

    /// <summary>Disposes of it with the page.</summary>
    protected T Keep<T>(T disposable)
        where T : IDisposable
    {
        _kept.Add(disposable);
        return disposable;
    }

    /// <summary>Answers a key while the page is in view.</summary>
    protected void OnKey(ShortcutId id, Func<Task> action) => Keep(Shortcuts.On(id, async () =>
    {
        await action();
        StateHasChanged();
    }));

    /// <summary>Runs <paramref name="refresh"/> on the page's thread after changes, then draws the page; the next time only when <paramref name="drawn"/> is over.</summary>
    protected RefreshGate Watch(Func<Action, IDisposable> subscribe, Func<Task> refresh, Func<Task>? drawn = null)
    {
        var gate = Keep(new RefreshGate(
            Time, RefreshInterval,
            () => InvokeAsync(async () =>
            {
                await LoadAsync(refresh);
                await (drawn?.Invoke() ?? Task.CompletedTask);
            }),
            failure => Failure = failure));
        Keep(subscribe(gate.Signal));
        return gate;
    }

    /// <summary>Draws the page once a second, after running something on its thread.</summary>
    protected void EverySecond(Action? action = null) => Keep(Time.CreateTimer(
        _ => _ = InvokeAsync(() =>
        {
            if (!Gone.IsCancellationRequested)
            {
                action?.Invoke();
                StateHasChanged();
            }
        }),
        null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));

    /// <summary>Loads and draws; a failure is shown in its panel, and the rest of the page stays.</summary>
    protected async Task LoadAsync(Func<Task> load)
    {
        try
        {
            if (!_gone.IsCancellationRequested)
            {
                await load();
                Failure = null;
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            Failure = failure;
        }

        if (!_gone.IsCancellationRequested)
        {
            StateHasChanged();
        }
    }

    private void Redraw() => _ = InvokeAsync(StateHasChanged);
}
