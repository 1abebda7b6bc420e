using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Navigation;

/// <summary>What the address asks of a list, and what it asked when the rows that are in view were read.</summary>
/// <param name="address">The address; <c>q</c> is the query.</param>
/// <param name="time">What relative moments of a query count from.</param>
/// <param name="scope">What is asked.</param>
/// <param name="others">What else of the address the rows depend on.</param>
public sealed class ListAddress(AddressState address, TimeProvider time, QueryScopes scope, params IReadOnlyList<string> others)
{
    private (string? Text, TrafficQuery Query) _asked = (null, TrafficQuery.Everything);
    private (string? Text, TrafficQuery Query) _kept = (null, TrafficQuery.Everything);
    private IReadOnlyList<(string Name, object? Value)> _keptOthers = [.. others.Select(name => (name, (object?)null))];

    /// <summary>The query, read once, so that "now" stays what it was; while it is wrong, the one before.</summary>
    public TrafficQuery Query
    {
        get
        {
            if (_asked.Text != address["q"])
            {
                _asked = _kept.Text == address["q"] ? _kept
                    : (address["q"], TrafficQuery.TryParse(address["q"], time.GetUtcNow(), out var query, out _, scope) ? query : _asked.Query);
            }

            return _asked.Query;
        }
    }

    /// <summary>The rows of what is asked are there.</summary>
    public void Keep()
    {
        _kept = (address["q"], Query);
        _keptOthers = [.. others.Select(name => (name, (object?)address[name]))];
    }

    /// <summary>Asks again for the rows that are there, and for all when there are none yet. Nobody goes forward to what was given up.</summary>
    public void Return() => address.Go(replace: true, [("q", _kept.Text), .. _keptOthers]);
}
