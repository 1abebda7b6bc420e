using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.S3;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>
/// Writes <c>.gor</c> files into a folder of its own in the spool and uploads each once it is complete (spec §3.5). A record counts as delivered
/// when its file is on S3. Numbers go on behind the highest one that the bucket has.
/// </summary>
public sealed class S3Output : IRecordOutput
{
    private readonly S3OutputPlan _plan;
    private readonly DirectoryInfo _spool;
    private readonly S3Uploads _uploads;
    private readonly FileOutput _files;

    private S3Output(S3OutputPlan plan, DirectoryInfo spool, S3Uploads uploads, FileOutput files) =>
        (_plan, _spool, _uploads, _files) = (plan, spool, uploads, files);

    /// <inheritdoc/>
    public string Name => _plan.Url;

    /// <inheritdoc/>
    public string? Failure => _files.Failure ?? _uploads.Failure;

    /// <summary>What the person should know: which files could not be uploaded and where they are, among others.</summary>
    public IReadOnlyList<string> Warnings => [.. _files.Warnings, .. _uploads.Warnings];

    /// <summary>Checks that the bucket can be reached and the spool written.</summary>
    /// <param name="plan">What to write where.</param>
    /// <param name="account">Where every record is accounted for.</param>
    /// <param name="time">The clock of names, flushes and retries.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <exception cref="PlanException">The plan cannot work; the faults' paths are relative to it, such as <c>/url</c>.</exception>
    public static S3Output Open(S3OutputPlan plan, LedgerAccount account, TimeProvider time, ILogger logger)
    {
        var target = Check(plan);
        var spool = Directory.CreateDirectory(Path.Combine(plan.SpoolFolder, $"tapedeck-s3-{Guid.NewGuid():n}"));
        var uploads = new S3Uploads(new S3ChunkKeys(target.Bucket), account, time, logger);
        var files = new FileOutputPlan
        {
            Path = Path.Combine(spool.FullName, S3ChunkKeys.FileNameOf(target.Key)),
            SizeLimitBytes = plan.SizeLimitBytes,
            QueueLimit = plan.QueueLimit,
            TotalLimitBytes = plan.TotalLimitBytes,
            FlushInterval = plan.FlushInterval,
        };
        return new S3Output(plan, spool, uploads, FileOutput.Open(files, account, time, logger, uploads.Add));
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken) => _files.WriteAsync(batch, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _files.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await _uploads.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync().ConfigureAwait(false);
        await _uploads.DisposeAsync().ConfigureAwait(false);
        _spool.Refresh();
        if (_spool.Exists && !_spool.EnumerateFileSystemInfos().Any())
        {
            _spool.Delete();
        }
    }

    private static S3Address Check(S3OutputPlan plan)
    {
        var faults = new List<PlanFault>();
        if (!S3Address.TryParse(plan.Url, out var target) || target.Key.Length == 0 || target.Key.EndsWith('/'))
        {
            faults.Add(new PlanFault("/url", "The address of files on S3 has a bucket and a name: s3://BUCKET/NAME."));
        }
        else if (WhyNotReachable(target) is { } reason)
        {
            faults.Add(PlanFault.Refusal("/url", reason));
        }

        if (plan.Append)
        {
            faults.Add(new PlanFault("/append", "Objects on S3 cannot be appended to."));
        }

        if (!Directory.Exists(plan.SpoolFolder))
        {
            faults.Add(PlanFault.Refusal("/spoolFolder", $"The folder {plan.SpoolFolder} does not exist."));
        }

        return faults.Count == 0 ? target! : throw new PlanException(faults);
    }

    private static string? WhyNotReachable(S3Address target)
    {
        try
        {
            S3Store.Wait(() => S3Store.Default.ListAsync(target with { Key = target.Key.Split('%')[0] }, most: 1));
            return null;
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
    }
}
