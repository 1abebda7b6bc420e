namespace TapeDeck.Server.Cli;

/// <summary>What a command line asks for besides its plan.</summary>
public sealed record RunSettings
{
    /// <summary>Whether the file inputs are only looked at. <c>--input-file-dry-run</c>.</summary>
    public bool DryRun { get; init; }

    /// <summary>How much is logged, 0–3. <c>--verbose</c>.</summary>
    public int Verbosity { get; init; }

    /// <summary>Whether a line on the whole run is printed from time to time. <c>--stats</c>.</summary>
    public bool Statistics { get; init; }

    /// <summary>Whether a line on the queue of each HTTP output is printed from time to time. <c>--output-http-stats</c>.</summary>
    public bool HttpStatistics { get; init; }

    /// <summary>The same for TCP outputs. <c>--output-tcp-stats</c>.</summary>
    public bool TcpStatistics { get; init; }

    /// <summary>The same for WebSocket outputs. <c>--output-ws-stats</c>.</summary>
    public bool WebSocketStatistics { get; init; }

    /// <summary>Time from one of these lines to the next. <c>--output-http-stats-ms</c>.</summary>
    public TimeSpan StatisticsInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where counters are served while the run goes on; null for nowhere. <c>--http-pprof</c>.</summary>
    public string? DebugAddress { get; init; }
}
