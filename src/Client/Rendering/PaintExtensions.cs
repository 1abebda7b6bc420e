using Microsoft.JSInterop;

namespace TapeDeck.Client.Rendering;

/// <summary>Waits for the browser.</summary>
public static class PaintExtensions
{
    /// <summary>Ends when the browser has drawn what it was sent so far, or when nobody is there any more.</summary>
    public static async Task WhenPaintedAsync(this IJSRuntime js, CancellationToken cancellationToken)
    {
        try
        {
            await js.InvokeVoidAsync("tapedeck.painted", cancellationToken);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The tab was closed, or its connection is lost: there is nothing to wait for.
        }
    }
}
