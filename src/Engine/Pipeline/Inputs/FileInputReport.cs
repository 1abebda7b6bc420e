using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>What a file input would do, found out by reading the files without waiting and without sending anything (spec §1.4, dry run).</summary>
public sealed record FileInputReport
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Records in the range of the plan, of all kinds.</summary>
    public long Records { get; private set; }

    /// <summary>Files read.</summary>
    public int Files { get; private init; }

    /// <summary>Payload bytes of the records.</summary>
    public long Bytes { get; private set; }

    /// <summary>The longest wait between two records, speed and longest wait of the plan applied; 0 with fewer than two records.</summary>
    public TimeSpan LongestWait { get; private set; }

    /// <summary>The shortest wait between two records in order; 0 with fewer than two records.</summary>
    public TimeSpan ShortestWait { get; private set; }

    /// <summary>The wait between the first two records; 0 with fewer.</summary>
    public TimeSpan FirstWait { get; private set; }

    /// <summary>From the first record to the last.</summary>
    public TimeSpan ExpectedTime { get; private set; }

    /// <summary>Records that are earlier than one before them and would not be waited for.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>What was found damaged, with file and offset; the first 100 and a count of the rest.</summary>
    public IReadOnlyList<string> Damages { get; private set; } = [];

    /// <summary>Reads the files once, whether the plan repeats them or not.</summary>
    /// <exception cref="PlanException">The files cannot be found or are none, as in <see cref="FileInput.Open"/>.</exception>
    /// <exception cref="IOException">A file cannot be read to its end.</exception>
    public static Task<FileInputReport> ReadAsync(FileInputPlan plan, CancellationToken cancellationToken)
    {
        var faults = new List<PlanFault>();
        var files = GorFileList.Find(plan.Files, faults);
        return faults.Count > 0 ? throw new PlanException(faults) : Task.Run(() => Read(plan, files, cancellationToken), cancellationToken);
    }

    private static FileInputReport Read(FileInputPlan plan, IReadOnlyList<GorPeek> files, CancellationToken cancellationToken)
    {
        var report = new FileInputReport { Files = files.Count };
        var damages = new GorDamageLog();
        var schedule = new ReplaySchedule(NanosecondsPerSecond, plan.Speed ?? ReplaySpeed.Original, plan.MaxWait);
        using var merge = new GorMerge(files, plan.ReadDepth, damages.Add, cancellationToken);
        var (latest, clock) = (long.MinValue, 0L);
        while (merge.Read() is { } record)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (plan.Covers(record.Timestamp))
            {
                var isRequest = record.Kind == RecordKind.Request;
                var due = schedule.Due(record.Timestamp, clock, isRequest);
                schedule.Take(record.Timestamp, due, isRequest);
                report.Add(record, TimeSpan.FromTicks((due - clock) / TimeSpan.NanosecondsPerTick), isEarlier: record.Timestamp < latest);
                (latest, clock) = (Math.Max(latest, record.Timestamp), due);
            }
        }

        report.ExpectedTime = TimeSpan.FromTicks(clock / TimeSpan.NanosecondsPerTick);
        report.Damages = damages.Lines;
        return report;
    }

    private void Add(Record record, TimeSpan wait, bool isEarlier)
    {
        Records++;
        Bytes += record.Payload.Length;
        OutOfOrder += isEarlier ? 1 : 0;
        if (Records == 2)
        {
            FirstWait = wait;
        }

        if (Records > 1 && !isEarlier)
        {
            LongestWait = wait > LongestWait ? wait : LongestWait;
            ShortestWait = Records - OutOfOrder == 2 || wait < ShortestWait ? wait : ShortestWait;
        }
    }
}
