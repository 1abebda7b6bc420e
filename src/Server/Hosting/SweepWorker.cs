namespace TapeDeck.Server.Hosting;

/// <summary>Takes out what is too old or too much of one kind of things, minute by minute; what fails is tried again.</summary>
internal abstract partial class SweepWorker(TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    protected TimeProvider Time { get; } = time;

    protected ILogger Logger { get; } = logger;

    /// <summary>Looks through all of them once.</summary>
    public abstract Task SweepAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TrySweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends; what is to go is found again at the next start.
        }
    }

    [LoggerMessage(EventId = 3013, Level = LogLevel.Error, Message = "Retention could not do its work; it is tried again: {Reason}")]
    protected static partial void LogBroken(ILogger logger, string reason);

    private async Task TrySweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SweepAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogBroken(Logger, StorageFault.Find(failure) ?? failure.ToString());
        }
    }
}
