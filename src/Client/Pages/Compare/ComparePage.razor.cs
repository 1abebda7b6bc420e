using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using TapeDeck.Client.Bodies;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Pages.Compare;

/// <summary>Two exchanges of a recording side by side.</summary>
public sealed partial class ComparePage : LivePage
{
    private IReadOnlyList<(string Side, ComparedPart Part)> _parts = [];
    private RecordingView? _recording;
    private ExchangeContent? _left;
    private ExchangeContent? _right;
    private bool _isLoaded;

    [Inject] public required IRecordings Recordings { get; init; }

    [Parameter] public string Id { get; set; } = "";

    private string Title => Address.Number("left") is { } left && Address.Number("right") is { } right ? $"Exchanges {left} and {right}" : "Compare exchanges";

    private string Missing => _recording is null ? "There is no recording at this address." : "There are no such exchanges in this recording.";

    private int Differences => _parts.Sum(part => part.Part.Lines.Count(line => line.IsDifference));

    protected override Task OnInitializedAsync() => ReloadAsync();

    protected override async Task AddressChangedAsync()
    {
        (_left, _right) = (await FindAsync("left"), await FindAsync("right"));
        _parts = _left is null || _right is null ? [] :
        [
            .. MessageComparison.Of(Request(_left), Request(_right)).Select(part => ("Request", part)),
            .. MessageComparison.Of(Response(_left), Response(_right)).Select(part => ("Response", part)),
        ];
    }

    private static WireMessage? Request(ExchangeContent content) => content.Request is { } request ? WireMessage.Request(request) : null;

    private static WireMessage? Response(ExchangeContent content) => content.Response is { } response ? WireMessage.Response(response) : null;

    private Task ReloadAsync() => LoadAsync(async () =>
    {
        _recording = await Recordings.FindAsync(Id, Gone);
        await AddressChangedAsync();
        _isLoaded = true;
    });

    private async Task<ExchangeContent?> FindAsync(string side) =>
        _recording is not null && Address.Number(side) is { } number ? await Recordings.ExchangeAsync(Id, number, Gone) : null;

    private Task StepAsync(int by) => Js.InvokeVoidAsync("tapedeck.difference", by).AsTask();
}
