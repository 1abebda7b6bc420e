using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Persistence;

/// <summary>A recording of the library. Its files are the truth; this row only describes them.</summary>
public sealed class RecordingEntity
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public required RecordingState State { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The capture that wrote it; null when imported.</summary>
    public string? CaptureId { get; init; }

    /// <summary>File names within the recording's folder, in the order in which they are read.</summary>
    public List<string> Files { get; set; } = [];

    /// <summary>What is damaged, in words with byte offsets.</summary>
    public List<string> Damages { get; set; } = [];

    /// <summary>What was left out when it was converted from another format.</summary>
    public List<string> ImportNotes { get; set; } = [];

    /// <summary>What its files were like when they were indexed to their end; null until then.</summary>
    public string? FilesStamp { get; set; }

    /// <summary>When it was found that the files are others than those that were indexed; null when they are not.</summary>
    public DateTimeOffset? ModifiedAt { get; set; }

    /// <summary>Whether retention leaves it alone.</summary>
    public bool IsPinned { get; set; }

    public List<string> Tags { get; set; } = [];

    /// <summary>What somebody wrote about it.</summary>
    public string Note { get; set; } = "";

    /// <summary>When it was deleted; null while it is in the library. Its files go later, until then it can be restored.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public long Exchanges { get; set; }

    public long SizeBytes { get; set; }

    /// <summary>Nanoseconds since the Unix epoch; null while empty.</summary>
    public long? FirstTimestamp { get; set; }

    /// <summary>Nanoseconds since the Unix epoch; null while empty.</summary>
    public long? LastTimestamp { get; set; }
}
