using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Api;

/// <summary>A recording of the library.</summary>
internal sealed record RecordingResource : IMutableResource
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required RecordingState State { get; init; }

    /// <summary>How far the building of its index is; absent when it is not being built.</summary>
    public IndexingResource? Indexing { get; init; }

    /// <summary>What is damaged, with byte offsets.</summary>
    public required IReadOnlyList<string> Damages { get; init; }

    /// <summary>What was left out when it was converted from another format.</summary>
    public required IReadOnlyList<string> ImportNotes { get; init; }

    /// <summary>When it was found that its files had been changed from outside; absent when they are as they were made.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Whether retention leaves it alone.</summary>
    public bool Pinned { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required string Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was deleted; absent while it is in the library.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    public long Exchanges { get; init; }

    public long SizeBytes { get; init; }

    /// <summary>Time of its first record; absent while empty.</summary>
    public string? FirstTime { get; init; }

    /// <summary>Time of its last record; absent while empty.</summary>
    public string? LastTime { get; init; }

    /// <summary>The capture that wrote it; absent when imported.</summary>
    public string? CaptureId { get; init; }

    /// <summary>Its files, for <c>content?file=</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public object Decided() => new { Name, Pinned, Tags, Note, DeletedAt };

    public static RecordingResource From(RecordingView recording) => new()
    {
        Id = recording.Id,
        Name = recording.Name,
        State = recording.State,
        Indexing = recording.Indexing is { } indexing ? new IndexingResource(indexing.Fraction, indexing.ExchangesPerSecond, indexing.Left) : null,
        Damages = recording.Damages,
        ImportNotes = recording.ImportNotes,
        ModifiedAt = recording.ModifiedAt,
        Pinned = recording.Labels.IsPinned,
        Tags = recording.Labels.Tags,
        Note = recording.Labels.Note,
        CreatedAt = recording.CreatedAt,
        DeletedAt = recording.DeletedAt,
        Exchanges = recording.Exchanges,
        SizeBytes = recording.SizeBytes,
        FirstTime = Instants.FromNanoseconds(recording.FirstTimestamp),
        LastTime = Instants.FromNanoseconds(recording.LastTimestamp),
        CaptureId = recording.CaptureId,
        Files = recording.Files,
    };
}

/// <summary>How far the building of an index is.</summary>
/// <param name="Fraction">Read of the files, 0–1.</param>
/// <param name="ExchangesPerSecond">On average.</param>
/// <param name="Eta">How long it will take at this pace; absent when that cannot be told yet.</param>
internal sealed record IndexingResource(double Fraction, double ExchangesPerSecond, TimeSpan? Eta);

/// <summary>What is to be changed of a recording; what is left out stays.</summary>
internal sealed record RecordingChange
{
    public string? Name { get; init; }

    /// <summary>Whether retention leaves it alone.</summary>
    public bool? Pinned { get; init; }

    /// <summary>In place of those it has.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    public string? Note { get; init; }

    public RecordingEdit ToEdit() => new() { Name = Name, IsPinned = Pinned, Tags = Tags, Note = Note };
}

/// <summary>One page of a list that can be entered anywhere.</summary>
/// <param name="Items">From <paramref name="Start"/> on.</param>
/// <param name="Start">Position of the first of them.</param>
/// <param name="TotalExact">All that match.</param>
/// <param name="NextCursor">For the parameter cursor; absent on the last page.</param>
internal sealed record WindowOf<T>(IReadOnlyList<T> Items, long Start, long TotalExact, string? NextCursor);

/// <summary>Which results of a replay to list; all conditions must hold.</summary>
internal sealed record ResultParameters
{
    /// <summary>A query, see docs/query-language.md, which also says what results are asked for; all results if left out.</summary>
    public string? Q { get; init; }

    /// <summary>Only requests that got no complete response.</summary>
    public bool? FailedOnly { get; init; }

    /// <summary>Position of the first result, instead of a cursor.</summary>
    public long? Start { get; init; }
}
