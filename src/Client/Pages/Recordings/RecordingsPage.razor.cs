using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using TapeDeck.Client.Components;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Pages.Recordings;

public sealed partial class RecordingsPage : LivePage
{
    private const string Accepted = ".gor,.gz,.pcap,.pcapng,.cap,.har,.json,.log,.txt";
    private RecordingsViewModel? _model;
    private DotNetObjectReference<RecordingsPage>? _self;
    private string? _problem;
    private RecordingView? _deleted;

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required IDeletedRecordings Trash { get; init; }

    [Inject] public required IUploads Uploads { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    private RecordingsViewModel Model => _model ??= new RecordingsViewModel(Recordings, Trash, Uploads);

    protected override async Task OnInitializedAsync()
    {
        Watch(Recordings.Subscribe, () => Model.LoadAsync(Gone));
        OnKey(ShortcutId.Search, () => Js.InvokeVoidAsync("tapedeck.focus", "#recordings-filter").AsTask());
        await AddressChangedAsync();
        await ReloadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = Keep(DotNetObjectReference.Create(this));
            await Js.InvokeVoidAsync("tapedeck.uploads.attach", _self);
        }
    }

    protected override Task AddressChangedAsync()
    {
        Model.Filter = Address["q"];
        return Task.CompletedTask;
    }

    /// <summary>The browser tells how many files it still has to send.</summary>
    [JSInvokable]
    public void UploadsWaiting(int count)
    {
        Model.Waiting = count;
        StateHasChanged();
    }

    /// <summary>The browser tells that it gave a file up.</summary>
    [JSInvokable]
    public void UploadFailed(string fileName, string reason)
    {
        Model.Unsent.Add((fileName, reason));
        StateHasChanged();
    }

    private Task ReloadAsync() => LoadAsync(() => Model.LoadAsync(Gone));

    private void Search(string? text) => Address.Go(replace: true, ("q", string.IsNullOrWhiteSpace(text) ? null : text));

    private async Task GiveUpAsync(UploadView upload)
    {
        await Js.InvokeVoidAsync("tapedeck.uploads.cancel", upload.Id);
        await LoadAsync(() => Model.RemoveAsync(upload, Gone));
    }

    private async Task EditAsync(RecordingView recording)
    {
        var parameters = new DialogParameters<EditRecordingDialog> { { dialog => dialog.Recording, recording } };
        var dialog = await Dialogs.ShowAsync<EditRecordingDialog>("Edit", parameters, DialogSizes.Narrow);
        if (await dialog.Result is { Canceled: false, Data: RecordingEdit edit })
        {
            _problem = await Model.ChangeAsync(recording.Id, edit, Gone);
        }
    }

    private async Task StopIndexingAsync(RecordingView recording) => Tell(await Recordings.StopIndexingAsync(recording.Id, Gone));

    private async Task IndexAsync(RecordingView recording) => Tell(await Recordings.IndexAsync(recording.Id, Gone));

    private void Tell(Answer<bool> answer) => _problem = answer.Succeeded ? null : string.Join(" ", answer.Faults.Select(fault => fault.Message));

    private async Task ComposeAsync(RecordingView recording)
    {
        if (await Dialogs.ComposeAsync(recording, await Recordings.ListAsync(Gone), new ExchangeQuery(), Viewer.Clock) is { } made)
        {
            Navigation.NavigateTo(PageUrls.Recording(made));
        }
    }

    private async Task PinAsync(RecordingView recording) =>
        _problem = await Model.ChangeAsync(recording.Id, new RecordingEdit { IsPinned = !recording.Labels.IsPinned }, Gone);

    private async Task DeleteAsync(RecordingView recording)
    {
        var consequence = $"{Format.Count(recording.Exchanges, "exchange")}, {Format.Size(recording.SizeBytes)}. It can be restored for {Format.Kept(Trash.KeepFor)}; after that its files are gone.";
        if (await Dialogs.ConfirmAsync($"Delete ‘{recording.Name}’?", consequence, "Delete recording", "Keep it"))
        {
            _problem = await Model.DeleteAsync(recording.Id, Gone);
            _deleted = _problem is null ? recording : null;
        }
    }

    private async Task UndoAsync()
    {
        await Model.RestoreAsync(_deleted!.Id, Gone);
        _deleted = null;
    }
}
