using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Runs;

/// <summary>What a run needs beside its plan.</summary>
public sealed record RunOptions
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the stations log.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where <c>--output-stdout</c> writes; null when there is no standard output to write to.</summary>
    public Stream? StandardOutput { get; init; }

    /// <summary>Takes each line that the middleware writes to its standard error, on any thread; null to log them.</summary>
    public Action<string>? MiddlewareErrors { get; init; }

    /// <summary>Makes outputs that are not part of the plan, such as a live view. They drop the newest when full and never hold a run up.</summary>
    public Func<Ledger, IReadOnlyList<IRecordOutput>> ExtraOutputs { get; init; } = _ => [];

    /// <summary>The output of the plan that gets every record even when the others share exchanges, such as a capture's recording; null for none.</summary>
    public OutputPlan? Unshared { get; init; }

    /// <summary>Who wants the outcome of each replayed request; null for nobody.</summary>
    public IReplayResultSink? Results { get; init; }

    /// <summary>Who judges the addresses that replays connect to, those of redirects as well; null for nobody.</summary>
    public ITargetCheck? TargetCheck { get; init; }

    /// <summary>Which proxy leads to a server; as the process's environment says unless set.</summary>
    public ProxyRules Proxies { get; init; } = ProxyRules.From(Environment.GetEnvironmentVariable);
}
