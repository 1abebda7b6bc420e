using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Api;

/// <summary>One page of a recording's exchanges.</summary>
/// <param name="Items">From <paramref name="Start"/> on.</param>
/// <param name="Start">Position of the first of them among all that match.</param>
/// <param name="TotalExact">All that match; those found so far while <paramref name="Search"/> is not complete.</param>
/// <param name="NextCursor">For the parameter cursor; absent when there are no more, and none will be found.</param>
/// <param name="Search">How a search through headers and bodies stands; absent when the index alone answered.</param>
internal sealed record ExchangeWindowResource(IReadOnlyList<ExchangeResource> Items, long Start, long TotalExact, string? NextCursor, SearchResource? Search)
{
    public static ExchangeWindowResource From(ExchangePage page, string? nextCursor) => new(
        [.. page.Rows.Select(ExchangeResource.From)], page.Start, page.Total, nextCursor, page.Search is { } search ? SearchResource.From(search) : null);
}

/// <summary>A search through headers and bodies.</summary>
/// <param name="Complete">Whether everything was looked at.</param>
/// <param name="Progress">How much was looked at, 0–1.</param>
/// <param name="Failure">Why it ended too soon; absent when it did not.</param>
internal sealed record SearchResource(bool Complete, double Progress, string? Failure)
{
    public static SearchResource From(SearchState state) => new(state.IsOver && state.Failure is null, state.Fraction, state.Failure);
}
