using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Layout;

/// <summary>The frame around every page: theme, rail, keys, and a place for what goes wrong.</summary>
public sealed partial class MainLayout : IDisposable
{
    private readonly List<IDisposable> _handlers = [];
    private DotNetObjectReference<MainLayout>? _self;
    private ErrorBoundary? _boundary;
    private bool _ready;
    private bool _keysShown;

    /// <summary>Another address is another page, even of the same kind; another query is not.</summary>
    private string Path => new Uri(Navigation.Uri).AbsolutePath;

    [Inject] public required Viewer Viewer { get; init; }

    [Inject] public required ActiveRuns ActiveRuns { get; init; }

    [Inject] public required Shortcuts Shortcuts { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    /// <summary>The browser tells which shortcut was pressed, by its name.</summary>
    [JSInvokable]
    public Task Pressed(string name) => Shortcuts.PressAsync(Shortcut.All.Single(shortcut => shortcut.Name == name).Id);

    public void Dispose()
    {
        Viewer.Changed -= ViewerChanged;
        _handlers.ForEach(handler => handler.Dispose());
        _self?.Dispose();
    }

    protected override void OnInitialized()
    {
        Viewer.Changed += ViewerChanged;
        GoOn(ShortcutId.Dashboard, PageUrls.Dashboard);
        GoOn(ShortcutId.Captures, PageUrls.Captures);
        GoOn(ShortcutId.Recordings, PageUrls.Recordings);
        GoOn(ShortcutId.Rules, PageUrls.Rules);
        GoOn(ShortcutId.Replays, PageUrls.Replays);
        _handlers.Add(Shortcuts.On(ShortcutId.ShowKeys, ShowKeysAsync));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await Viewer.LoadAsync();
            _ready = true;
            StateHasChanged();
            await Js.InvokeVoidAsync("tapedeck.keys", _self);
            await ActiveRuns.StartAsync();
        }
    }

    private void GoOn(ShortcutId id, string url) => _handlers.Add(Shortcuts.On(id, () =>
    {
        Navigation.NavigateTo(url);
        return Task.CompletedTask;
    }));

    private void ViewerChanged() => _ = InvokeAsync(StateHasChanged);

    private async Task ShowKeysAsync()
    {
        if (_keysShown)
        {
            return;
        }

        _keysShown = true;
        var dialog = await Dialogs.ShowAsync<KeysDialog>("Keys", new DialogOptions { MaxWidth = MaxWidth.Medium, CloseButton = true });
        await dialog.Result;
        _keysShown = false;
    }
}
