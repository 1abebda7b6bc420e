using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using TapeDeck.Client.Components.Queries;
using TapeDeck.Client.Navigation;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Components;

/// <summary>
/// Where a query is typed: Enter runs it, a wrong one is shown where it is wrong and changes nothing, and what could stand at the caret is
/// offered. Values elsewhere in the page that carry <c>data-filter</c> are added to it by a click.
/// </summary>
public sealed partial class QueryBar
{
    private readonly List<IDisposable> _keys = [];
    private DotNetObjectReference<QueryBar>? _self;
    private CancellationTokenSource _asking = new();
    private ElementReference _box;
    private IReadOnlyList<QuerySuggestion> _suggestions = [];
    private QueryCompletion? _completed;
    private QueryFault? _fault;
    private string? _initial;
    private string? _shown;
    private bool _attached;
    private bool _isGone;

    [Inject] public required IJSRuntime Js { get; init; }

    [Inject] public required Shortcuts Shortcuts { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    /// <summary>The query of the page's address, right or wrong.</summary>
    [Parameter, EditorRequired] public string? Text { get; set; }

    /// <summary>A right query is to be run; empty for everything.</summary>
    [Parameter, EditorRequired] public EventCallback<string> OnRun { get; set; }

    /// <summary>Everything that narrows the list is to go.</summary>
    [Parameter, EditorRequired] public EventCallback OnClear { get; set; }

    [Parameter, EditorRequired] public required FindValues Values { get; set; }

    [Parameter, EditorRequired] public string Label { get; set; } = "";

    [Parameter] public string? Placeholder { get; set; }

    /// <summary>What is asked.</summary>
    [Parameter] public QueryScopes Scope { get; set; } = QueryScopes.Exchanges;

    /// <summary>Whether something narrows the list.</summary>
    [Parameter] public bool HasConditions { get; set; }

    /// <summary>What is found.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <summary>The person typed; says how many suggestions there are now.</summary>
    [JSInvokable]
    public async Task<int> Typed(string text, int caret)
    {
        var mine = new CancellationTokenSource();
        var token = mine.Token;
        var before = Interlocked.Exchange(ref _asking, mine);
        await before.CancelAsync();
        before.Dispose();
        if (_fault is not null && TrafficQuery.TryParse(text, Time.GetUtcNow(), out _, out _, Scope))
        {
            _fault = null; // mended; a new fault is told when the query is to run
        }

        try
        {
            var at = QueryCompletion.At(text, caret);
            var found = at is null ? [] : await QuerySuggestions.OfAsync(at, Scope, Values, token);
            token.ThrowIfCancellationRequested();
            (_completed, _suggestions) = (at, found);
        }
        catch (OperationCanceledException)
        {
            return 0; // more was typed meanwhile
        }

        StateHasChanged();
        return _suggestions.Count;
    }

    /// <summary>The person chose a suggestion; says how text and caret are then.</summary>
    [JSInvokable]
    public EditedText Choose(string text, int index)
    {
        if (_completed is not { } at || index < 0 || index >= _suggestions.Count || at.Start + at.Length > text.Length)
        {
            return new EditedText(text, text.Length);
        }

        var inserted = _suggestions[index].Inserted + (at.Kind == QueryCompletionKind.Value ? " " : "");
        var rest = text[(at.Start + at.Length)..];
        Close();
        return new EditedText(text[..at.Start] + inserted + (inserted.EndsWith(' ') ? rest.TrimStart() : rest), at.Start + inserted.Length);
    }

    [JSInvokable]
    public void Close()
    {
        _suggestions = [];
        StateHasChanged();
    }

    /// <summary>The person wants the query run; false when it is wrong.</summary>
    [JSInvokable]
    public async Task<bool> Run(string text)
    {
        _suggestions = [];
        TrafficQuery.TryParse(text, Time.GetUtcNow(), out var query, out _fault, Scope);
        StateHasChanged();
        if (query is null)
        {
            return false;
        }

        _shown = query.Text;
        await OnRun.InvokeAsync(query.Text);
        return true;
    }

    /// <summary>The person clicked on a value of the page: only exchanges with it, or only those without.</summary>
    [JSInvokable]
    public Task Filter(string field, string value, bool isNegated, string comparison = "=") =>
        OnRun.InvokeAsync(QueryEdit.And(Text, $"{(isNegated ? "-" : "")}{field}{comparison}{QueryQuotes.Quote(value)}"));

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        _keys.ForEach(key => key.Dispose());
        await _asking.CancelAsync();
        _asking.Dispose();
        if (_attached)
        {
            await DetachAsync();
        }
    }

    protected override void OnInitialized()
    {
        (_initial, _shown) = (Text, Text);
        _keys.Add(Shortcuts.On(ShortcutId.Search, FocusAsync));
        _keys.Add(Shortcuts.On(ShortcutId.SearchLetter, FocusAsync));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!string.Equals(Text ?? "", _shown ?? "", StringComparison.Ordinal) || !_attached)
        {
            _shown = Text;
            TrafficQuery.TryParse(Text, Time.GetUtcNow(), out _, out _fault, Scope);
            if (_attached && !_isGone)
            {
                await Js.InvokeVoidAsync("tapedeck.query.show", Text ?? "");
            }
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await Js.InvokeVoidAsync("tapedeck.query.attach", _box, _self);
            _attached = true;
            if (_isGone)
            {
                await DetachAsync(); // the person left while the browser was still attaching
            }
        }
    }

    private Task FocusAsync() => Js.InvokeVoidAsync("tapedeck.focus", "#filter").AsTask();

    private async Task DetachAsync()
    {
        try
        {
            await Js.InvokeVoidAsync("tapedeck.query.detach");
        }
        catch (JSDisconnectedException)
        {
            // The tab was closed.
        }

        _self?.Dispose();
    }
}

/// <summary>A text and where the caret is in it.</summary>
public sealed record EditedText(string Text, int Caret);
