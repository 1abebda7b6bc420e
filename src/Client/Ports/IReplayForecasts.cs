using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Ports;

/// <summary>What replays would send, found out without sending anything.</summary>
public interface IReplayForecasts
{
    /// <summary>Validates a plan as a whole, as its start would, and looks at what it would send; refused with every fault.</summary>
    /// <param name="plan">The replay.</param>
    /// <param name="first">How many requests of each target are shown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found so far, several times a second; the last one is complete.</returns>
    Task<Answer<IAsyncEnumerable<ReplayForecast>>> StartAsync(Plan plan, int first, CancellationToken cancellationToken);
}
