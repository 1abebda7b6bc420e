using MudBlazor;
using TapeDeck.Client.Components;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;

namespace TapeDeck.Client.Pages.Recordings;

/// <summary>Opens the dialog that makes a recording of others.</summary>
internal static class Composing
{
    /// <summary>The id of the recording that was made; null when the person changed their mind.</summary>
    public static async Task<string?> ComposeAsync(this IDialogService dialogs, RecordingView recording, IReadOnlyList<RecordingView> all, ExchangeQuery query, Clock clock)
    {
        var parameters = new DialogParameters<ComposeDialog>
        {
            { dialog => dialog.Recording, recording },
            { dialog => dialog.Others, [.. all.Where(other => other.Id != recording.Id && other.IsUsable)] },
            { dialog => dialog.Query, query },
            { dialog => dialog.Clock, clock },
        };
        var dialog = await dialogs.ShowAsync<ComposeDialog>("Trim, merge or repair", parameters, DialogSizes.Narrow);
        return await dialog.Result is { Canceled: false, Data: string made } ? made : null;
    }
}
