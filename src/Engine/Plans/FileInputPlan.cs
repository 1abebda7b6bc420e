using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>Recorded <c>.gor</c> files, merged by time and paced. <c>--input-file</c>.</summary>
public sealed record FileInputPlan : InputPlan
{
    /// <summary>Paths, glob patterns or <c>s3://bucket/prefix</c> addresses; all matches of all of them are merged by timestamp. A name without
    /// a file of its own stands for its chunks: <c>x.gor</c> for <c>x_0.gor</c>, <c>x_1.gor</c> …</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Instead of files: the id of a recording of the library; the server puts its files in place.</summary>
    public string? Recording { get; init; }

    /// <summary>Pace; null leaves it to <see cref="ReplaySpeed.Original"/>.</summary>
    public ReplaySpeed? Speed { get; init; }

    /// <summary>Whether to start again after the last record, for ever.</summary>
    public bool Loop { get; init; }

    /// <summary>Longest wait between two records, after speed is applied; null for no limit.</summary>
    public TimeSpan? MaxWait { get; init; }

    /// <summary>How many records of a file are looked ahead to repair their order in time; 0 or 1 keeps file order.</summary>
    public int ReadDepth { get; init; } = 100;

    /// <summary>Earliest timestamp to take, inclusive, nanoseconds since the Unix epoch; null from the start.</summary>
    public long? From { get; init; }

    /// <summary>Latest timestamp to take, inclusive, nanoseconds since the Unix epoch; null to the end.</summary>
    public long? To { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsLive => false;

    /// <summary>Whether a record of that time is to be taken.</summary>
    public bool Covers(long timestamp) => !(timestamp < From) && !(timestamp > To);
}
