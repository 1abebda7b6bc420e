using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>The views that people saved.</summary>
internal sealed class SavedViews(IDbContextFactory<AppDbContext> databases, TimeProvider time, ILogger<SavedViews> logger) : ISavedViews, IDisposable
{
    private const string Topic = "views";
    private const int LongestName = 100;
    private const int MostViews = 500;
    private readonly Notices _notices = new(time, TimeSpan.FromMilliseconds(100), logger);
    private readonly SemaphoreSlim _writing = new(1); // Names are compared with all others before one is written.

    private static readonly PlanFault s_overtaken = new("", "Somebody else changed the view meanwhile; load it and make the change there.");

    public async Task<IReadOnlyList<SavedView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var views = await database.SavedViews.AsNoTracking().ToListAsync(cancellationToken);
        return [.. views.Select(ViewOf).OrderBy(view => view.Content.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public async Task<SavedView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.SavedViews.AsNoTracking().SingleOrDefaultAsync(view => view.Id == id, cancellationToken) is { } found ? ViewOf(found) : null;
    }

    public Task<Answer<SavedView>> CreateAsync(SavedViewEdit edit, CancellationToken cancellationToken) => WriteAsync(null, edit, isExpected: null, cancellationToken);

    public Task<Answer<SavedView>> ReplaceAsync(string id, SavedViewEdit edit, CancellationToken cancellationToken, Func<SavedView, bool>? isExpected = null) =>
        WriteAsync(id, edit, isExpected, cancellationToken);

    public async Task<Answer<bool>> DeleteAsync(string id, CancellationToken cancellationToken, Func<SavedView, bool>? isExpected = null)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (await FindAsync(id, cancellationToken) is { } view && isExpected?.Invoke(view) == false)
            {
                return Answer<bool>.Stale(s_overtaken);
            }

            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var deleted = await database.SavedViews.Where(known => known.Id == id).ExecuteDeleteAsync(cancellationToken);
            _notices.Signal(Topic);
            return Answer<bool>.Of(deleted > 0);
        }
        finally
        {
            _writing.Release();
        }
    }

    public IDisposable Subscribe(Action changed) => _notices.Subscribe(Topic, changed);

    public void Dispose() => _writing.Dispose();

    private static SavedView ViewOf(SavedViewEntity view) => new(view.Id, view.SavedAt, new SavedViewEdit(
        view.Name, view.Query, view is { From: { } from, To: { } to } ? (from, to) : null, EndpointKey.TryParse(view.Endpoint, out var endpoint) ? endpoint : null,
        ExchangeSortKey.TryParse(view.Sort, out var sort) ? sort : null));

    private async Task<Answer<SavedView>> WriteAsync(string? id, SavedViewEdit edit, Func<SavedView, bool>? isExpected, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var all = await database.SavedViews.ToListAsync(cancellationToken);
            var view = id is null ? Add(database, edit) : all.Find(known => known.Id == id);
            if (view is null)
            {
                return Answer<SavedView>.Refused("There is no such view.");
            }

            if (isExpected?.Invoke(ViewOf(view)) == false)
            {
                return Answer<SavedView>.Stale(s_overtaken);
            }

            all.Remove(view);
            if (Check(edit, all) is { Count: > 0 } faults)
            {
                return Answer<SavedView>.Refused(faults);
            }

            (view.Name, view.Query, view.Endpoint, view.SavedAt) = (edit.Name.Trim(), edit.Query.Trim(), edit.Endpoint?.ToString(), time.GetUtcNow());
            (view.From, view.To, view.Sort) = (edit.Range?.From, edit.Range?.To, edit.Sort?.ToString());
            await database.SaveChangesAsync(cancellationToken);
            _notices.Signal(Topic);
            return Answer<SavedView>.Of(ViewOf(view));
        }
        finally
        {
            _writing.Release();
        }
    }

    private SavedViewEntity Add(AppDbContext database, SavedViewEdit edit)
    {
        var now = time.GetUtcNow();
        return database.SavedViews.Add(new SavedViewEntity { Id = Guid.CreateVersion7(now).ToString("N"), Name = edit.Name, Query = edit.Query, SavedAt = now }).Entity;
    }

    private List<PlanFault> Check(SavedViewEdit edit, List<SavedViewEntity> others)
    {
        var faults = new List<PlanFault>();
        var name = edit.Name.Trim();
        faults.AddRange(name.Length is > 0 and <= LongestName ? [] : [new PlanFault("/name", $"A view has a name of 1 to {LongestName} characters.")]);
        faults.AddRange(others.Exists(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ? [new PlanFault("/name", $"There is a view named ‘{name}’ already.")] : []);
        faults.AddRange(TrafficQuery.TryParse(edit.Query, time.GetUtcNow(), out _, out var fault) ? [] : [new PlanFault("/query", $"Column {fault.Column}: {fault.Message}") { Column = fault.Column }]);
        faults.AddRange(edit.Range is { } range && range.To <= range.From ? [new PlanFault("/to", "The end of the range is after its beginning.")] : []);
        faults.AddRange(others.Count < MostViews ? [] : [new PlanFault("", $"There are {MostViews} views, which is all there can be; delete one first.")]);
        return faults;
    }
}
