namespace TapeDeck.Client.Navigation;

/// <summary>
/// What a person types into a filter that is part of the address. It goes there after a pause; one spell of typing is one entry of the
/// history; going back or forward brings the text of then.
/// </summary>
/// <param name="search">Puts the text into the address; its second argument says whether in place of the current entry of the history.</param>
public sealed class FilterText(TimeProvider time, Action<string?, bool> search) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private CancellationTokenSource? _typing;
    private string? _sent;
    private bool _goesOn;

    /// <summary>As typed: what the field shows, whatever the address says yet.</summary>
    public string? Typed { get; private set; }

    private string? Wanted => string.IsNullOrWhiteSpace(Typed) ? null : Typed.Trim();

    /// <summary>The field's content changed.</summary>
    public async Task TypeAsync(string? text)
    {
        Typed = text;
        var mine = new CancellationTokenSource();
        var token = mine.Token;
        var before = Interlocked.Exchange(ref _typing, mine);
        before?.Cancel();
        before?.Dispose();
        try
        {
            await Task.Delay(s_pause, time, token);
        }
        catch (OperationCanceledException)
        {
            return; // More was typed, or the person is done.
        }

        Send(replace: _goesOn);
        _goesOn = true;
    }

    /// <summary>The person left the field or pressed Enter: nothing is waited for.</summary>
    public void End()
    {
        _typing?.Cancel();
        _goesOn = false;
        if (Wanted != _sent)
        {
            Send(replace: false);
        }
    }

    /// <summary>The address changed, by this or by the person.</summary>
    public void Follow(string? address)
    {
        if (address != Wanted && address != _sent)
        {
            (Typed, _goesOn) = (address, false); // somewhere else in the history, not the echo of what is being typed
        }

        _sent = address;
    }

    /// <summary>The filter is taken away; the caller changes the address.</summary>
    public void Clear()
    {
        _typing?.Cancel();
        (Typed, _sent, _goesOn) = (null, null, false);
    }

    public void Dispose() => _typing?.Dispose();

    private void Send(bool replace)
    {
        _sent = Wanted;
        search(Wanted, replace);
    }
}
