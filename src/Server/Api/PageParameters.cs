using Microsoft.AspNetCore.Mvc;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api;

/// <summary>Which part of a list is asked for. The same in all lists.</summary>
internal sealed record PageParameters
{
    private const int UsualLimit = 100;
    private const int LargestLimit = 1_000;

    /// <summary>1–1000, 100 if left out.</summary>
    public int? Limit { get; init; }

    /// <summary>The nextCursor of the page before; the first page if left out.</summary>
    public string? Cursor { get; init; }

    public HttpContext Context { get; init; } = null!;

    [FromServices]
    public Cursors Cursors { get; init; } = null!;

    public int Count => Limit ?? UsualLimit;

    public static IEnumerable<PlanFault> StartFaults(long? start, string? cursor) =>
        start < 0 ? [new PlanFault("start", "start is 0 or more.")]
        : start is not null && cursor is not null ? [new PlanFault("start", "start and cursor exclude each other.")] : [];

    /// <summary>Reads the place of the cursor, null without one; or says what is wrong.</summary>
    public IEnumerable<PlanFault> Read<T>(out T? place)
        where T : class
    {
        place = null;
        var isCursor = Cursor is null || Cursors.TryRead(Context.Request, Cursor, out place);
        return
        [
            .. Limit is < 1 or > LargestLimit ? [new PlanFault("limit", $"limit is 1 to {LargestLimit}.")] : Array.Empty<PlanFault>(),
            .. isCursor ? [] : new[] { new PlanFault("cursor", "cursor is the nextCursor of a page of this list, asked with the same parameters.") },
        ];
    }

    /// <summary>The cursor that leads on from a place.</summary>
    public string CursorAt<T>(T place) => Cursors.Write(Context.Request, place);

    /// <summary>A page of a list that is at hand as a whole.</summary>
    public IResult Page<T, TResource>(IEnumerable<T> all, ListOrder<T> order, Func<T, TResource> show)
    {
        PlanFault[] faults = [.. Read<ListPlace>(out var place)];
        if (faults.Length > 0)
        {
            return ApiProblems.BadParameters(faults);
        }

        T[] sorted = [.. order.Sort(all)];
        T[] rest = place is null ? sorted : [.. sorted.SkipWhile(item => !order.IsBehind(item, place))];
        T[] items = [.. rest.Take(Count)];
        return Results.Ok(new PageOf<TResource>([.. items.Select(show)], sorted.Length, items.Length < rest.Length ? CursorAt(new ListPlace(order.Key(items[^1]))) : null));
    }
}

/// <summary>The place behind an item of a list.</summary>
internal sealed record ListPlace(string Key);

/// <summary>The order of a list: by texts that say it, so that the place of an item is known also when it is gone.</summary>
/// <param name="Key">Another one for every item.</param>
/// <param name="Descends">Whether the greatest comes first.</param>
internal sealed record ListOrder<T>(Func<T, string> Key, bool Descends = false)
{
    /// <summary>By time, then by id.</summary>
    public static ListOrder<T> NewestFirst(Func<T, (DateTimeOffset Time, string Id)> of) => new(item => $"{of(item).Time.UtcTicks:D19} {of(item).Id}", Descends: true);

    public IEnumerable<T> Sort(IEnumerable<T> all) => Descends ? all.OrderByDescending(Key, StringComparer.Ordinal) : all.OrderBy(Key, StringComparer.Ordinal);

    public bool IsBehind(T item, ListPlace place) => string.CompareOrdinal(Key(item), place.Key) is var compared && (Descends ? compared < 0 : compared > 0);
}

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order of the list.</param>
/// <param name="TotalExact">All that match, on this page or not.</param>
/// <param name="NextCursor">For the parameter cursor; absent on the last page.</param>
internal sealed record PageOf<T>(IReadOnlyList<T> Items, long TotalExact, string? NextCursor);

/// <summary>All of something that does not grow, and so has no pages.</summary>
internal sealed record ListOf<T>(IReadOnlyList<T> Items);
