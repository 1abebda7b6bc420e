using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace TapeDeck.Client.Navigation;

/// <summary>
/// The query of the page's address, which is the page's state. A change counts at once; the browser's address bar follows a round trip
/// later, and its echo is not mistaken for the person going back or forward.
/// </summary>
public sealed class AddressState : IDisposable
{
    private readonly NavigationManager _navigation;
    private readonly Action _changed;
    private readonly string _path;
    private readonly Queue<string> _sent = new();
    private Dictionary<string, string> _values;

    /// <param name="navigation">The browser's address.</param>
    /// <param name="changed">Called after the state changed, by the page or by the person.</param>
    public AddressState(NavigationManager navigation, Action changed)
    {
        _navigation = navigation;
        _changed = changed;
        _path = new Uri(navigation.Uri).AbsolutePath;
        _values = Read(navigation.Uri);
        navigation.LocationChanged += Arrived;
    }

    /// <summary>A value as text; null when it is not in the address.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>A value as a number; null when it is none.</summary>
    public long? Number(string name) => long.TryParse(this[name], out var number) ? number : null;

    /// <summary>Changes values; null takes one out.</summary>
    /// <param name="replace">Whether the change takes the place of the current entry in the browser's history.</param>
    public void Go(bool replace, params IEnumerable<(string Name, object? Value)> changes)
    {
        var before = Address();
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                _values.Remove(name);
            }
            else
            {
                _values[name] = FormattableString.Invariant($"{value}");
            }
        }

        var address = Address();
        if (address != before)
        {
            _sent.Enqueue(address);
            _navigation.NavigateTo(address, new NavigationOptions { ReplaceHistoryEntry = replace });
            _changed();
        }
    }

    public void Dispose() => _navigation.LocationChanged -= Arrived;

    private static Dictionary<string, string> Read(string uri) =>
        QueryHelpers.ParseQuery(new Uri(uri).Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    private string Address() => QueryHelpers.AddQueryString(_path, _values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));

    private void Arrived(object? sender, LocationChangedEventArgs e)
    {
        var uri = new Uri(e.Location);
        if (uri.AbsolutePath != _path)
        {
            return; // the person leaves the page
        }

        if (_sent.Contains(uri.PathAndQuery))
        {
            while (_sent.Dequeue() != uri.PathAndQuery)
            {
                // An earlier change that the browser skipped.
            }

            return;
        }

        _sent.Clear();
        _values = Read(e.Location);
        _changed();
    }
}
