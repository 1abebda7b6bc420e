namespace TapeDeck.Engine.Plans;

/// <summary>What all outputs have in common that write <c>.gor</c> files (spec §3).</summary>
public abstract record RecordingOutputPlan : OutputPlan
{
    /// <summary>
    /// What a machine that was busy for a while did not read from the kernel's ring comes all at once: the queue of a recording takes seconds of it
    /// at tens of thousands of requests a second, within the bytes that any queue may hold.
    /// </summary>
    private const int QueuedRecords = 100_000;

    private protected RecordingOutputPlan() => Queue = new QueuePlan { Capacity = QueuedRecords };

    /// <summary>One file per expanded name, continued if it exists, instead of numbered chunks.</summary>
    public bool Append { get; init; }

    /// <summary>A new chunk once the current one holds this many bytes before compression; 0 for no limit.</summary>
    public long SizeLimitBytes { get; init; } = 32 << 20;

    /// <summary>A new chunk once the current one holds this many records; 0 for no limit.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Bytes this output writes in a run before it stops writing; 0 for no limit.</summary>
    public long TotalLimitBytes { get; init; } = 1L << 40;

    /// <summary>Longest time a record waits in memory before it is handed to the operating system.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary><c>.gor</c> files (spec §3). <c>--output-file</c>.</summary>
public sealed record FileOutputPlan : RecordingOutputPlan
{
    /// <summary>Name template with placeholders (spec §3.1); a name that ends in <c>.gz</c> is compressed.</summary>
    public string Path { get; init; } = "";
}

/// <summary><c>.gor</c> files that are uploaded to S3 once they are complete (spec §3.5). <c>--output-file s3://…</c>.</summary>
public sealed record S3OutputPlan : RecordingOutputPlan
{
    /// <summary><c>s3://bucket/name</c>, the name a template as in <see cref="FileOutputPlan.Path"/>.</summary>
    public string Url { get; init; } = "";

    /// <summary>Folder that holds files until they are uploaded. <c>--output-file-buffer</c>.</summary>
    public string SpoolFolder { get; init; } = System.IO.Path.GetTempPath();
}
