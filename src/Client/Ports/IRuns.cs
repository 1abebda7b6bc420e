using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Ports;

/// <summary>Capture sessions and replays: the same use cases behind pages and API.</summary>
public interface IRuns
{
    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<RunView>> ListAsync(RunPurpose purpose, CancellationToken cancellationToken);

    Task<RunView?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Validates the plan as a whole and stores it; starts it too if asked. Nothing is stored when a fault is found.</summary>
    Task<Answer<RunView>> CreateAsync(RunPurpose purpose, string name, Plan plan, bool start, CancellationToken cancellationToken);

    /// <summary>Says what is wrong with a plan without storing anything.</summary>
    Task<IReadOnlyList<PlanFault>> ValidateAsync(RunPurpose purpose, Plan plan, CancellationToken cancellationToken);

    Task<Answer<RunView>> StartAsync(string id, CancellationToken cancellationToken);

    /// <summary>Stops in order and waits for the end; a run that has ended stays as it is.</summary>
    Task<Answer<RunView>> StopAsync(string id, CancellationToken cancellationToken);

    Task<Answer<RunView>> PauseAsync(string id, CancellationToken cancellationToken);

    Task<Answer<RunView>> ResumeAsync(string id, CancellationToken cancellationToken);

    /// <summary>Changes the pace of a running replay.</summary>
    /// <param name="id">The replay.</param>
    /// <param name="speed">The new pace.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="isExpected">Asked of the replay in the same step; when it is not as expected, nothing is changed and the answer is stale.</param>
    Task<Answer<RunView>> SetSpeedAsync(string id, ReplaySpeed speed, CancellationToken cancellationToken, Func<RunView, bool>? isExpected = null);

    /// <summary>Forgets an ended run; its recording stays.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="isExpected">As for its pace.</param>
    Task<Answer<bool>> DeleteAsync(string id, CancellationToken cancellationToken, Func<RunView, bool>? isExpected = null);

    /// <summary>Calls back after any run changed, at most 10 times a second, never on the capture path; dispose to end.</summary>
    IDisposable Subscribe(Action changed);
}
