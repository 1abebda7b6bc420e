using Microsoft.AspNetCore.Components;
using TapeDeck.Client.Bodies;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Pages.Compare;

/// <summary>Two exchanges of a recording side by side.</summary>
public sealed partial class ComparePage : LivePage
{
    private ExchangeComparison? _comparison;
    private RecordingView? _recording;
    private bool _isLoaded;

    [Inject] public required IRecordings Recordings { get; init; }

    [Parameter] public string Id { get; set; } = "";

    private string Title => Address.Number("left") is { } left && Address.Number("right") is { } right ? $"Exchanges {left} and {right}" : "Compare exchanges";

    private string Missing => _recording is null ? "There is no recording at this address." : "There are no such exchanges in this recording.";

    protected override Task OnInitializedAsync() => ReloadAsync();

    protected override async Task AddressChangedAsync() =>
        _comparison = await FindAsync("left") is { } left && await FindAsync("right") is { } right ? ExchangeComparison.Of(left, right) : null;

    private Task ReloadAsync() => LoadAsync(async () =>
    {
        _recording = await Recordings.FindAsync(Id, Gone);
        await AddressChangedAsync();
        _isLoaded = true;
    });

    private async Task<ExchangeContent?> FindAsync(string side) =>
        _recording is not null && Address.Number(side) is { } number ? await Recordings.ExchangeAsync(Id, number, Gone) : null;
}
