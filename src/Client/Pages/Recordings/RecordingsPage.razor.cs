using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
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
    private const long LargestUpload = 1L << 40;
    private const int MostFiles = 100;
    private RecordingsViewModel? _model;
    private RefreshGate? _progress;
    private string? _problem;

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    private RecordingsViewModel Model => _model ??= new RecordingsViewModel(Recordings);

    protected override async Task OnInitializedAsync()
    {
        Watch(Recordings.Subscribe, () => Model.LoadAsync(Gone));
        _progress = Watch(_ => Keep(new CancellationTokenSource()), () => Task.CompletedTask);
        OnKey(ShortcutId.Search, () => Js.InvokeVoidAsync("tapedeck.focus", "#recordings-filter").AsTask());
        await AddressChangedAsync();
        await ReloadAsync();
    }

    protected override Task AddressChangedAsync()
    {
        Model.Filter = Address["q"];
        return Task.CompletedTask;
    }

    private Task ReloadAsync() => LoadAsync(() => Model.LoadAsync(Gone));

    private void Search(string? text) => Address.Go(replace: true, ("q", string.IsNullOrWhiteSpace(text) ? null : text));

    private async Task ImportAsync(InputFileChangeEventArgs chosen)
    {
        foreach (var file in chosen.GetMultipleFiles(MostFiles))
        {
            await LoadAsync(() => Model.ImportAsync(file.Name, file.Size, () => file.OpenReadStream(LargestUpload, Gone), _progress!.Signal, Gone));
        }
    }

    private async Task RenameAsync(RecordingView recording)
    {
        var parameters = new DialogParameters<RenameDialog> { { dialog => dialog.Name, recording.Name } };
        var dialog = await Dialogs.ShowAsync<RenameDialog>("Rename", parameters, new DialogOptions { MaxWidth = MaxWidth.Small, FullWidth = true, DefaultFocus = DefaultFocus.None });
        if (await dialog.Result is { Canceled: false, Data: string name } && name != recording.Name)
        {
            _problem = await Model.RenameAsync(recording.Id, name, Gone);
        }
    }

    private async Task StopIndexingAsync(RecordingView recording) => Tell(await Recordings.StopIndexingAsync(recording.Id, Gone));

    private async Task IndexAsync(RecordingView recording) => Tell(await Recordings.IndexAsync(recording.Id, Gone));

    private void Tell(Answer<bool> answer) => _problem = answer.Succeeded ? null : string.Join(" ", answer.Faults.Select(fault => fault.Message));

    private async Task DeleteAsync(RecordingView recording)
    {
        var consequence = $"{Format.Count(recording.Exchanges, "exchange")}, {Format.Size(recording.SizeBytes)}. The files are deleted from disk; there is no undo.";
        if (await Dialogs.ConfirmAsync($"Delete ‘{recording.Name}’?", consequence, "Delete recording", "Keep it"))
        {
            _problem = await Model.DeleteAsync(recording.Id, Gone);
        }
    }
}
