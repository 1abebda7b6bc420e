using MudBlazor;

namespace TapeDeck.Client.Components;

/// <summary>Asks before something ends or is deleted; the safe choice has the focus.</summary>
public static class Dialogs
{
    /// <summary>True when the person chose to go on.</summary>
    public static async Task<bool> ConfirmAsync(this IDialogService dialogs, string title, string consequence, string act, string safe = "Cancel")
    {
        var parameters = new DialogParameters<ConfirmDialog>
        {
            { dialog => dialog.Title, title },
            { dialog => dialog.Consequence, consequence },
            { dialog => dialog.Act, act },
            { dialog => dialog.Safe, safe },
        };
        var dialog = await dialogs.ShowAsync<ConfirmDialog>(title, parameters, new DialogOptions { MaxWidth = MaxWidth.Small });
        return await dialog.Result is { Canceled: false };
    }
}
