using Microsoft.AspNetCore.Components;
using MudBlazor;
using TapeDeck.Client.Components;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Pages.Recordings;

public sealed partial class DeletedRecordingsPage : LivePage
{
    private IReadOnlyList<RecordingView>? _deleted;
    private string? _problem;

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required IDeletedRecordings Trash { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Watch(Recordings.Subscribe, ReadAsync);
        await ReloadAsync();
    }

    private Task ReloadAsync() => LoadAsync(ReadAsync);

    private async Task ReadAsync() => _deleted = await Trash.ListAsync(Gone);

    private async Task RestoreAsync(RecordingView recording)
    {
        await Trash.RestoreAsync(recording.Id, Gone);
        await ReadAsync();
    }

    private async Task PurgeAsync(RecordingView recording)
    {
        var consequence = $"{Format.Count(recording.Exchanges, "exchange")}, {Format.Size(recording.SizeBytes)}. The files are deleted from disk; there is no undo.";
        if (await Dialogs.ConfirmAsync($"Delete ‘{recording.Name}’ for ever?", consequence, "Delete for ever", "Keep it"))
        {
            var answer = await Trash.PurgeAsync(recording.Id, Gone);
            _problem = answer.Succeeded ? null : answer.Faults[0].Message;
            await ReadAsync();
        }
    }
}
