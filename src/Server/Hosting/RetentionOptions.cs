namespace TapeDeck.Server.Hosting;

/// <summary>The section <c>TapeDeck:Retention</c>: what leaves the library by itself. Pinned recordings never do.</summary>
public sealed class RetentionOptions
{
    /// <summary>How long a deleted recording or rule set can be restored.</summary>
    public TimeSpan KeepDeleted { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long an upload that got nothing more is kept; also how long it is known what became of one that ended.</summary>
    public TimeSpan KeepUploads { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The age at which a recording is deleted; null for none.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>Most bytes of all recordings together; beyond it the oldest go, deleted ones first; null for no limit.</summary>
    public long? MaxBytes { get; set; }
}
