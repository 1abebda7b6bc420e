using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Replay;

/// <summary>What an output that sends requests needs beside its plan.</summary>
public sealed record ReplayOptions
{
    /// <summary>Where the output's accounts are.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>The output's name and that of its account; the accounts of what it makes begin with it.</summary>
    public required string Name { get; init; }

    /// <summary>Who wants to know what became of each request; null for nobody.</summary>
    public IReplayResultSink? Results { get; init; }

    /// <summary>The clock that due times are read on.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Who judges the addresses that are connected to; null for nobody.</summary>
    public ITargetCheck? TargetCheck { get; init; }

    /// <summary>Which proxy leads to a server.</summary>
    public ProxyRules Proxies { get; init; } = ProxyRules.None;

    /// <summary>As in <see cref="Plans.Plan.KeepSessions"/>.</summary>
    public bool KeepSessions { get; init; }

    /// <summary>How long what was made of the answers may take to be delivered once all of them are there.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
