using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Operations;

/// <summary>The building of an index as an operation: the indexer does it, this watches.</summary>
internal static class Indexing
{
    /// <summary>Watches until the recording is indexed; stops the indexer when somebody gives the operation up.</summary>
    public static async Task<Answer<string>> FollowAsync(IRecordings recordings, string id, RunningOperation operation)
    {
        using var changed = new SemaphoreSlim(0, 1);
        using var subscription = recordings.Subscribe(() => Signals.Raise(changed));
        try
        {
            while (await recordings.FindAsync(id, operation.Token) is { } recording)
            {
                if (recording.State is not RecordingState.Indexing)
                {
                    return recording.State == RecordingState.Unindexed ? Answer<string>.Refused("The indexing was stopped.") : Answer<string>.Of(id);
                }

                operation.Report(recording.Indexing?.Fraction ?? 0);
                await changed.WaitAsync(operation.Token);
            }

            return Answer<string>.Refused("The recording was deleted.");
        }
        catch (OperationCanceledException) when (operation.IsGivenUp)
        {
            await recordings.StopIndexingAsync(id, CancellationToken.None);
            throw;
        }
    }
}
