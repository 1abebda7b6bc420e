using Microsoft.JSInterop;

namespace TapeDeck.Client.Rendering;

/// <summary>Waits for the browser.</summary>
public static class PaintExtensions
{
    /// <summary>An answer that was under way when the connection broke never comes: the browser that comes back must not wait for it.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(3);

    /// <summary>Ends when the browser has drawn what it was sent so far, when it took too long, or when nobody is there any more.</summary>
    public static async Task WhenPaintedAsync(this IJSRuntime js, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await js.InvokeVoidAsync("tapedeck.painted", either.Token);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The tab was closed, or its connection is lost: there is nothing to wait for.
        }
    }
}
