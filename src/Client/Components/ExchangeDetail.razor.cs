using Microsoft.AspNetCore.Components;
using TapeDeck.Client.Bodies;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;

namespace TapeDeck.Client.Components;

/// <summary>One exchange in full: what was sent, what came back, when, and the bytes as they were.</summary>
public sealed partial class ExchangeDetail : IDisposable
{
    private readonly List<IDisposable> _keys = [];
    private ExchangeContent? _shown;
    private WireMessage? _request;
    private WireMessage? _response;
    private CopyMenu? _copy;

    [Inject] public required Shortcuts Shortcuts { get; init; }

    [Parameter, EditorRequired] public required ExchangeContent Content { get; set; }

    [Parameter, EditorRequired] public required Clock Clock { get; set; }

    /// <summary>One of <see cref="DetailTab"/>; anything else means the first.</summary>
    [Parameter] public string? Tab { get; set; }

    [Parameter] public EventCallback<string> TabChanged { get; set; }

    [Parameter] public EventCallback OnClose { get; set; }

    /// <summary>What else can be done with it.</summary>
    [Parameter] public RenderFragment? Tools { get; set; }

    /// <summary>Facts in place of the usual ones.</summary>
    [Parameter] public RenderFragment? Facts { get; set; }

    /// <summary>How it differs from another, in a tab of its own; null for none.</summary>
    [Parameter] public RenderFragment? Diff { get; set; }

    /// <summary>What else belongs to it, in a tab of its own; null for none.</summary>
    [Parameter] public RenderFragment? Related { get; set; }

    /// <summary>What became of it in replays, in a tab of its own; null for none.</summary>
    [Parameter] public RenderFragment? Replayed { get; set; }

    private IReadOnlyList<string> Tabs =>
    [
        .. DetailTab.All.TakeWhile(tab => tab != DetailTab.Timing), .. One(Diff, DetailTab.Diff), .. DetailTab.All.SkipWhile(tab => tab != DetailTab.Timing),
        .. One(Related, DetailTab.Related), .. One(Replayed, DetailTab.Replayed),
    ];

    private string Current => Tabs.Contains(Tab) ? Tab! : Tabs[0];

    public void Dispose() => _keys.ForEach(key => key.Dispose());

    protected override void OnInitialized()
    {
        _keys.Add(Shortcuts.On(ShortcutId.Close, () => OnClose.InvokeAsync()));
        _keys.Add(Shortcuts.On(ShortcutId.CopyCurl, CopyAsync));
        _keys.Add(Shortcuts.On(ShortcutId.NextTab, () => StepAsync(1)));
        _keys.Add(Shortcuts.On(ShortcutId.PreviousTab, () => StepAsync(-1)));
    }

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_shown, Content))
        {
            _shown = Content;
            _request = Content.Request is { } request ? WireMessage.Request(request) : null;
            _response = Content.Response is { } response ? WireMessage.Response(response) : null;
        }
    }

    private static string[] One(RenderFragment? content, string tab) => content is null ? [] : [tab];

    private static string Size(Record? message) => message is null ? Format.Missing : Format.Size(message.Payload.Length);

    private Task CopyAsync() => Content.Request is not null && _copy is not null ? _copy.CopyAsync() : Task.CompletedTask;

    private Task StepAsync(int step)
    {
        var index = Tabs.ToList().IndexOf(Current);
        return TabChanged.InvokeAsync(Tabs[(index + step + Tabs.Count) % Tabs.Count]);
    }
}
