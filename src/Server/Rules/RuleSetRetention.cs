using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Rules;

/// <summary>Forgets rule sets that were deleted and not restored in time. Each is told in the log.</summary>
internal sealed partial class RuleSetRetention(RuleSetTrash trash, TimeProvider time, ILogger<RuleSetRetention> logger) : SweepWorker(time, logger)
{
    public override async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var set in await trash.ListAsync(cancellationToken))
        {
            if (set.DeletedAt + trash.KeepFor <= Time.GetUtcNow() && await trash.PurgeAsync(set.Id, cancellationToken))
            {
                LogPurged(Logger, set.Name, set.Id);
            }
        }
    }

    [LoggerMessage(EventId = 3014, Level = LogLevel.Information, Message = "The rule set '{Name}' ({Id}) is gone for good: it was deleted and not restored in time")]
    private static partial void LogPurged(ILogger logger, string name, string id);
}
