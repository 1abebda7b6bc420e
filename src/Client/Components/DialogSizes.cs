using MudBlazor;

namespace TapeDeck.Client.Components;

/// <summary>The widths of dialogs that hold more than a question.</summary>
public static class DialogSizes
{
    public static DialogOptions Narrow { get; } = new() { MaxWidth = MaxWidth.Small, FullWidth = true };

    public static DialogOptions Wide { get; } = new() { MaxWidth = MaxWidth.Medium, FullWidth = true };
}
