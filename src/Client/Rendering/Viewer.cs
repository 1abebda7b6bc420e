using Microsoft.JSInterop;
using TapeDeck.Client.Formatting;

namespace TapeDeck.Client.Rendering;

/// <summary>What the person at the browser chose: theme, local time or UTC, columns. Kept by the browser.</summary>
public sealed class Viewer(IJSRuntime js) : IDisposable
{
    private DotNetObjectReference<Viewer>? _self;
    private string _timeZone = "UTC";

    /// <summary>Raised after theme, clock or columns changed.</summary>
    public event Action? Changed;

    /// <summary><c>light</c>, <c>dark</c> or <c>system</c>.</summary>
    public string Theme { get; private set; } = "system";

    /// <summary>Whether the dark palette is in use.</summary>
    public bool IsDark { get; private set; }

    /// <summary>Whether times are shown in UTC by choice.</summary>
    public bool UsesUtc { get; private set; }

    /// <summary>The columns of lists of exchanges, by name with commas; empty for the usual ones.</summary>
    public string Columns { get; private set; } = "";

    /// <summary>The browser's own time zone.</summary>
    public string TimeZone => _timeZone;

    /// <summary>The clock that pages write times with.</summary>
    public Clock Clock { get; private set; } = Clock.Utc;

    /// <summary>Reads the choices from the browser; pages are shown only after this.</summary>
    public async Task LoadAsync()
    {
        _self ??= DotNetObjectReference.Create(this);
        var stored = await js.InvokeAsync<Stored?>("tapedeck.viewer", _self);
        if (stored is not null)
        {
            (Theme, IsDark, _timeZone, UsesUtc) = (stored.Theme, stored.IsDark, stored.TimeZone, stored.Times == "utc");
            Clock = UsesUtc ? Clock.Utc : Clock.In(_timeZone);
            Columns = stored.Columns ?? "";
        }
    }

    /// <summary>Changes the theme for this browser.</summary>
    public async Task SetThemeAsync(string theme)
    {
        Theme = theme;
        IsDark = await js.InvokeAsync<bool>("tapedeck.setTheme", theme);
        Changed?.Invoke();
    }

    /// <summary>Changes between the browser's zone and UTC.</summary>
    public async Task SetUtcAsync(bool utc)
    {
        UsesUtc = utc;
        Clock = utc ? Clock.Utc : Clock.In(_timeZone);
        await js.InvokeVoidAsync("tapedeck.store.set", "times", utc ? "utc" : "local");
        Changed?.Invoke();
    }

    /// <summary>Changes the columns of lists of exchanges.</summary>
    public async Task SetColumnsAsync(string columns)
    {
        Columns = columns;
        Changed?.Invoke();
        await js.InvokeVoidAsync("tapedeck.store.set", "columns", columns);
    }

    /// <summary>The browser tells that the system went dark or light.</summary>
    [JSInvokable]
    public void ThemeChanged(bool dark)
    {
        if (dark != IsDark)
        {
            IsDark = dark;
            Changed?.Invoke();
        }
    }

    public void Dispose() => _self?.Dispose();

    private sealed record Stored(string Theme, bool IsDark, string TimeZone, string Times, string? Columns);
}
