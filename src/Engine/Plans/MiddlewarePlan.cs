namespace TapeDeck.Engine.Plans;

/// <summary>A process that every record goes through, hex line by hex line (spec §10). <c>--middleware</c>.</summary>
public sealed record MiddlewarePlan
{
    /// <summary>Program and arguments.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Whether the rules run on what comes out of the process, as in GoReplay, instead of on what goes in.</summary>
    public bool RulesAfter { get; init; }

    /// <summary>What happens when the process ends although the run goes on.</summary>
    public MiddlewareEnd WhenEnded { get; init; }

    /// <summary>How often it is started again within a minute before the run fails.</summary>
    public int MaxRestarts { get; init; } = 5;

    /// <summary>How long it may take to write its last records once its input was closed, before it is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>What happens when a middleware ends by itself.</summary>
public enum MiddlewareEnd
{
    /// <summary>It is started again.</summary>
    Restart,

    /// <summary>The run fails.</summary>
    Fail,
}
