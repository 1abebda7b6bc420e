using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Ports;

/// <summary>Filters that somebody gave a name: for everyone, and for any recording.</summary>
public interface ISavedViews
{
    /// <summary>By name.</summary>
    Task<IReadOnlyList<SavedView>> ListAsync(CancellationToken cancellationToken);

    Task<SavedView?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Keeps a new view; refused with every fault.</summary>
    Task<Answer<SavedView>> CreateAsync(SavedViewEdit edit, CancellationToken cancellationToken);

    /// <summary>Puts other content in the place of a view's; refused with every fault, or when there is no such view.</summary>
    /// <param name="id">The view.</param>
    /// <param name="edit">All of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="isExpected">Asked of the view in the same step; when it is not as expected, nothing is changed and the answer is stale.</param>
    Task<Answer<SavedView>> ReplaceAsync(string id, SavedViewEdit edit, CancellationToken cancellationToken, Func<SavedView, bool>? isExpected = null);

    /// <summary>False when there is none.</summary>
    /// <param name="id">The view.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="isExpected">As for other content.</param>
    Task<Answer<bool>> DeleteAsync(string id, CancellationToken cancellationToken, Func<SavedView, bool>? isExpected = null);

    /// <summary>Calls back after a view came, changed or went; dispose to end.</summary>
    IDisposable Subscribe(Action changed);
}

/// <summary>A view as it is kept.</summary>
public sealed record SavedView(string Id, DateTimeOffset SavedAt, SavedViewEdit Content);

/// <summary>What people say of a view.</summary>
/// <param name="Name">What people call it; no two views have the same.</param>
/// <param name="Query">In the language of docs/query-language.md; empty for everything. Moments such as <c>now-1h</c> count from when it is looked at.</param>
/// <param name="Range">When exchanges began, nanoseconds since the Unix epoch, the end not included; null for any time.</param>
/// <param name="Endpoint">Null for all.</param>
/// <param name="Sort">Null for the order of time.</param>
public sealed record SavedViewEdit(string Name, string Query, (long From, long To)? Range = null, EndpointKey? Endpoint = null, ExchangeSortKey? Sort = null);
