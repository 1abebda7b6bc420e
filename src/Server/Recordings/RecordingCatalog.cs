using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>The library of recordings: what the database knows of them, what their indexes answer, what their files hold.</summary>
internal sealed class RecordingCatalog(
    IDbContextFactory<AppDbContext> databases, RecordingImport import, RecordingIndexes indexes, RecordingIndexing indexing, IndexingControl control,
    RecordingSearches searches, DataDirectory directory, LibraryChanges changes, TimeProvider time) : IRecordings
{
    private static readonly ExchangePage s_nothing = new([], 0);
    private static readonly PlanFault s_overtaken = new("", "Somebody else changed the recording meanwhile; load it and make the change there.");

    public async Task<IReadOnlyList<RecordingView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var recordings = await database.Recordings.AsNoTracking()
            .OrderByDescending(recording => recording.CreatedAt).ThenByDescending(recording => recording.Id).ToListAsync(cancellationToken);
        return [.. recordings.Select(ShowAsOfNow)];
    }

    public async Task<RecordingView?> FindAsync(string id, CancellationToken cancellationToken) =>
        await LoadAsync(id, cancellationToken) is { } recording ? ShowAsOfNow(recording) : null;

    public async Task<Answer<RecordingView>> ImportAsync(string fileName, Stream content, CancellationToken cancellationToken)
    {
        var answer = await import.ImportAsync(fileName, content, cancellationToken);
        return answer.Succeeded ? Answer<RecordingView>.Of(ViewOf(answer.Value!)) : Answer<RecordingView>.Refused(answer.Faults);
    }

    public async Task<Answer<RecordingView>> ChangeAsync(string id, RecordingEdit edit, CancellationToken cancellationToken, Func<RecordingView, bool>? isExpected = null)
    {
        var faults = RecordingEdits.Check(edit);
        if (faults.Count > 0)
        {
            return Answer<RecordingView>.Refused(faults);
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var turn = await database.Database.BeginTransactionAsync(cancellationToken); // Nobody else writes between the look and the change.
        if (await database.Recordings.SingleOrDefaultAsync(known => known.Id == id, cancellationToken) is not { } recording)
        {
            return Answer<RecordingView>.Refused("There is no such recording.");
        }

        if (isExpected?.Invoke(ShowAsOfNow(recording)) == false)
        {
            return Answer<RecordingView>.Stale(s_overtaken);
        }

        RecordingEdits.Apply(edit, recording);
        await database.SaveChangesAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
        changes.Signal();
        return Answer<RecordingView>.Of(ViewOf(recording));
    }

    public async Task<Answer<bool>> DeleteAsync(string id, CancellationToken cancellationToken, Func<RecordingView, bool>? isExpected = null)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var turn = await database.Database.BeginTransactionAsync(cancellationToken);
        switch (await database.Recordings.SingleOrDefaultAsync(known => known.Id == id, cancellationToken))
        {
            case null:
                return Answer<bool>.Of(false);
            case var recording when isExpected?.Invoke(ShowAsOfNow(recording)) == false:
                return Answer<bool>.Stale(s_overtaken);
            case { State: RecordingState.Recording } recording:
                return Answer<bool>.Refused($"'{recording.Name}' is still being recorded; stop the capture first.");
            case var recording:
                recording.DeletedAt = time.GetUtcNow();
                await database.SaveChangesAsync(cancellationToken);
                await turn.CommitAsync(cancellationToken);
                changes.Signal();
                return Answer<bool>.Of(true);
        }
    }

    public Task<Answer<bool>> StopIndexingAsync(string id, CancellationToken cancellationToken) => control.StopAsync(id, cancellationToken);

    public Task<Answer<bool>> IndexAsync(string id, CancellationToken cancellationToken) => control.StartAsync(id, cancellationToken);

    public async Task<ExchangePage> ExchangesAsync(string id, ExchangeQuery query, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        if (await LoadAsync(id, cancellationToken) is not { } recording)
        {
            return s_nothing;
        }

        var filter = FilterOf(query);
        return await Task.Run(
            () =>
            {
                if (ExchangeScan.IsNeeded(filter))
                {
                    return query.Order is not null ? s_nothing with { IsUnsortable = true } : searches.Page(id, PathsOf(recording), query, cancellationToken);
                }

                using var lease = indexes.Rent(id);
                return PageOf(query.Order is { } order ? lease.Content.Sorted(filter, order, query.Start, query.After, query.Count, progress, cancellationToken)
                    : query.After is { } place ? lease.Content.PageAfter(filter, place, query.Count, cancellationToken)
                    : lease.Content.Page(filter, query.Start, query.Count, progress, cancellationToken));
            },
            cancellationToken);
    }

    public async Task<ExchangeTimeline> TimelineAsync(string id, ExchangeQuery query, int spans, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is not { } recording)
        {
            return ExchangeTimeline.Empty;
        }

        var filter = FilterOf(query) with { From = null, To = null };
        return await Task.Run(
            () =>
            {
                if (ExchangeScan.IsNeeded(filter))
                {
                    return searches.Timeline(id, PathsOf(recording), filter, spans, cancellationToken);
                }

                using var lease = indexes.Rent(id);
                return lease.Content.Timeline(filter, spans, cancellationToken);
            },
            cancellationToken);
    }

    public async Task<EndpointTable> EndpointsAsync(string id, ExchangeQuery query, int most, long start, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is null)
        {
            return EndpointTable.Empty;
        }

        return await Task.Run(
            () =>
            {
                using var lease = indexes.Rent(id);
                return lease.Content.Endpoints(FilterOf(query), most, start, cancellationToken);
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<FieldValue>> ValuesAsync(string id, string field, string prefix, int count, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is not { } recording)
        {
            return [];
        }

        return await Task.Run<IReadOnlyList<FieldValue>>(
            () =>
            {
                using var lease = indexes.Rent(id);
                var found = HeaderValues.IsHeader(field)
                    ? HeaderValues.Of(lease.Content, PathsOf(recording), field, prefix, count, cancellationToken)
                    : FieldValues.Of(lease.Content, field, prefix, count, cancellationToken);
                return [.. found.Select(pair => new FieldValue(pair.Value, pair.Count))];
            },
            cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, long>> MethodsAsync(string id, long? from, long? to, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is null)
        {
            return new Dictionary<string, long>();
        }

        return await Task.Run(
            () =>
            {
                using var lease = indexes.Rent(id);
                return lease.Content.Methods(new ExchangeFilter { From = from, To = to }, cancellationToken).ToDictionary(pair => pair.Method, pair => pair.Requests);
            },
            cancellationToken);
    }

    public void StopSearch(string id, ExchangeQuery query) => searches.Stop(id, FilterOf(query));

    public async Task<ExchangeContent?> ExchangeAsync(string id, long number, CancellationToken cancellationToken)
    {
        return await LoadAsync(id, cancellationToken) is { } recording ? await Task.Run(() => Find(recording, number, cancellationToken), cancellationToken) : null;
    }

    public async IAsyncEnumerable<RecordedRequests> RequestsAsync(string id, ExchangeQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is not { } recording)
        {
            yield break;
        }

        var source = new ExchangeSource(indexes, id, PathsOf(recording), query);
        await foreach (var part in source.ReadAsync(withMessages: true, cancellationToken))
        {
            var fraction = part.Count == 0 ? 0 : (part[^1].Summary.Number + 1d) / Math.Max(1, recording.Exchanges);
            yield return new RecordedRequests(Math.Min(1, fraction), [.. part.Select(exchange => exchange.Request).OfType<Record>()]);
        }
    }

    public IDisposable Subscribe(Action changed) => changes.Subscribe(changed);

    internal static ExchangeFilter FilterOf(ExchangeQuery query) =>
        new() { Query = query.Query, From = query.From, To = query.To, Endpoint = query.Endpoint };

    /// <summary>A window as a page; none when its place is gone.</summary>
    internal static ExchangePage PageOf(ExchangeWindow? window) =>
        window is null ? s_nothing with { IsPlaceGone = true } : new ExchangePage(window.Rows, window.Total) { Start = window.Start };

    private RecordingView ShowAsOfNow(RecordingEntity recording) =>
        ViewOf(recording) with { Indexing = recording.State == RecordingState.Indexing ? indexing.Progress(recording.Id) : null };

    private string[] PathsOf(RecordingEntity recording) => [.. recording.Files.Select(file => Path.Combine(directory.Recording(recording.Id), file))];

    internal static RecordingView ViewOf(RecordingEntity recording) => new()
    {
        Id = recording.Id,
        Name = recording.Name,
        State = recording.State,
        Damages = recording.Damages,
        ImportNotes = recording.ImportNotes,
        ModifiedAt = recording.ModifiedAt,
        Labels = new RecordingLabels(recording.IsPinned, recording.Tags, recording.Note),
        DeletedAt = recording.DeletedAt,
        CreatedAt = recording.CreatedAt,
        Exchanges = recording.Exchanges,
        SizeBytes = recording.SizeBytes,
        FirstTimestamp = recording.FirstTimestamp,
        LastTimestamp = recording.LastTimestamp,
        CaptureId = recording.CaptureId,
        Files = recording.Files,
    };

    private ExchangeContent? Find(RecordingEntity recording, long number, CancellationToken cancellationToken)
    {
        using var lease = indexes.Rent(recording.Id);
        return lease.Content.Find(number, cancellationToken) is { } found && new ExchangeReader(lease.Content, PathsOf(recording)).Find(found) is var read
            ? new ExchangeContent(read.Summary, read.Request, read.Response)
            : null;
    }

    private async Task<RecordingEntity?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Recordings.AsNoTracking().SingleOrDefaultAsync(recording => recording.Id == id, cancellationToken);
    }
}
