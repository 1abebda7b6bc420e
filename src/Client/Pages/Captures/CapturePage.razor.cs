using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using TapeDeck.Client.Components;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;
using TapeDeck.Engine;
using TapeDeck.Engine.Query;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Pages.Captures;

public sealed partial class CapturePage : LivePage
{
    private static readonly TimeSpan s_fastInterval = TimeSpan.FromMilliseconds(250);
    private RowGrid<ExchangeSummary>? _grid;
    private RefreshGate? _streamGate;
    private LiveStream? _stream;
    private Sampling? _sampling;
    private RunView? _run;
    private ExchangeContent? _open;
    private string? _asked;
    private string? _problem;
    private bool _loaded;
    private bool _stopping;

    [Inject] public required IRuns Runs { get; init; }

    [Inject] public required ILiveTraffic Live { get; init; }

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required IRunRates RunRates { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    [Parameter] public string Id { get; set; } = "";

    private long? Number => Address.Number("n");

    private List<double> Rates => [.. RunRates.Of(Id).Select(rate => rate.RequestsPerSecond)];

    private LiveStream Stream => _stream ??= new LiveStream(Live, Id);

    private Sampling Sampling => _sampling ??= new Sampling(Time);

    private bool ShowsLedger => Address["view"] == "ledger";

    private bool CanPause => _run?.State is RunState.Running or RunState.Paused;

    protected override async Task OnInitializedAsync()
    {
        await AddressChangedAsync();
        await ReloadAsync();
        Stream.Read(0, 1); // the count above the rows is drawn before they are read
        Watch(Runs.Subscribe, ReadRunAsync);
        _streamGate = Watch(changed => Live.Subscribe(Id, changed), ReadStreamAsync, drawn: () => Js.WhenPaintedAsync(Time, Gone));
        EverySecond();
        OnKey(ShortcutId.Pause, TogglePauseAsync);
    }

    protected override async Task AddressChangedAsync()
    {
        if (_asked != Address["q"] && TrafficQuery.TryParse(Address["q"], Time.GetUtcNow(), out var query, out _))
        {
            _asked = Address["q"];
            Stream.Search(query.IsEverything ? null : query);
        }

        if (Number is not { } number)
        {
            _open = null;
        }
        else if (_open?.Summary.Number != number)
        {
            var found = Stream.Open(number) ?? await FindInRecordingAsync(number);
            _open = Number == number ? found : _open; // a later address may have overtaken the answer
        }
    }

    /// <summary>A held view outlives the ring: what has left the ring is read from the recording, if it is the same exchange there.</summary>
    private async Task<ExchangeContent?> FindInRecordingAsync(long number)
    {
        if (_run?.RecordingId is not { } recording || Stream.Find(number) is not { } row)
        {
            return null;
        }

        var stored = await Recordings.ExchangeAsync(recording, number, Gone);
        return stored?.Summary.Id == row.Id ? stored : null;
    }

    private Task ReloadAsync() => LoadAsync(ReadRunAsync);

    private async Task ReadRunAsync()
    {
        _run = await Runs.FindAsync(Id, Gone);
        Sampling.Look(_run?.Ledger ?? []);
        _loaded = true;
    }

    /// <summary>The next refresh waits until the browser has drawn this one: one that cannot keep up must not be buried. Rows that nobody could read come less often.</summary>
    private async Task ReadStreamAsync()
    {
        if (Stream.Look() && _grid is not null)
        {
            await _grid.ReadAgainAsync();
        }

        _streamGate!.Interval = Stream.IsFast ? s_fastInterval : RefreshInterval;
    }

    private async Task TogglePauseAsync()
    {
        Stream.TogglePause();
        if (Stream.IsFollowing)
        {
            await FollowAsync();
        }
    }

    private async Task FollowAsync()
    {
        Stream.Follow();
        if (_grid is not null)
        {
            await _grid.ShowAsync(0);
        }
    }

    private async Task ScrolledAsync(long top)
    {
        if (top > 0)
        {
            Stream.Hold();
        }
        else if (!Stream.IsPaused && !Stream.IsFollowing)
        {
            await FollowAsync();
        }
    }

    private void Select(long number) => Address.Go(replace: true, ("n", number));

    private void Close() => Address.Go(replace: true, ("n", null), ("tab", null));

    private void ChooseTab(string tab) => Address.Go(replace: true, ("tab", DetailTab.InAddress(tab)));

    private void Run(string query) => Address.Go(replace: false, ("q", query.Length == 0 ? null : query));

    private Task<IReadOnlyList<FieldValue>> FindValuesAsync(string field, string prefix, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Live.Values(Id, field, prefix, count));

    private Task FocusDetailAsync() => Js.InvokeVoidAsync("tapedeck.focus", ".detail [role=tab][aria-selected=true]").AsTask();

    private Task PauseRunAsync() => ActAsync(_run!.State == RunState.Paused ? Runs.ResumeAsync(Id, Gone) : Runs.PauseAsync(Id, Gone));

    private async Task StopAsync()
    {
        await ReloadAsync(); // what is asked about is what there is now, not half a second ago
        var consequence = $"Recording ends with {Formatting.Format.Count(_run!.Progress.Requests, "request")}. What was recorded is kept; what comes later needs a capture of its own.";
        if (await Dialogs.ConfirmAsync($"Stop ‘{_run.Name}’?", consequence, "Stop capture", "Keep recording"))
        {
            _stopping = true;
            await ActAsync(Runs.StopAsync(Id, Gone));
            _stopping = false;
        }
    }

    private Task ActAsync(Task<Answer<RunView>> action) => LoadAsync(async () =>
    {
        var answer = await action;
        _problem = answer.Succeeded ? null : answer.Faults[0].Message;
        await ReadRunAsync();
    });
}
