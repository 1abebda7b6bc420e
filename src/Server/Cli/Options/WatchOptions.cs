using System.CommandLine;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary>How a run is watched from outside; all of it goes to standard error or to a port of its own.</summary>
internal sealed class WatchOptions : OptionFamily
{
    private const int LeastInterval = 100;

    private static readonly ValueKind<int> s_milliseconds = new(
        "MS", text => Number.Parse(text) is var ms and >= LeastInterval ? ms : throw new FormatException($"is too short; the shortest interval is {LeastInterval}"), Number.Format);

    private static readonly ValueKind<string> s_listener = new(
        "[HOST]:PORT",
        text => HostPort.IsListener(text) ? text : throw new FormatException("is not an address; an address to listen on is [HOST]:PORT, such as :8181"),
        text => text);

    private static readonly PartOptions<RunSettings> s_settings = new PartOptions<RunSettings>(new RunSettings())
        .Switch("stats", "statistics", "Print a line on the run every 5 seconds.", settings => settings.Statistics, (settings, on) => settings with { Statistics = on })
        .Switch(
            "output-http-stats", "httpStatistics", "Print a line on the queue of each HTTP output.", settings => settings.HttpStatistics, (settings, on) => settings with { HttpStatistics = on })
        .Value(
            s_milliseconds, "output-http-stats-ms", "statisticsInterval", "Milliseconds from one of these lines to the next (5000).",
            settings => (int)settings.StatisticsInterval.TotalMilliseconds, (settings, ms) => settings with { StatisticsInterval = TimeSpan.FromMilliseconds(ms) })
        .Switch(
            "output-tcp-stats", "tcpStatistics", "Print a line on the queue of each TCP output.", settings => settings.TcpStatistics, (settings, on) => settings with { TcpStatistics = on })
        .Switch(
            "output-ws-stats", "webSocketStatistics", "Print a line on the queue of each WebSocket output.",
            settings => settings.WebSocketStatistics, (settings, on) => settings with { WebSocketStatistics = on })
        .Value(
            Number, "verbose", "verbosity", "How much is logged, 0 to 3 (0: warnings and errors).", settings => settings.Verbosity, (settings, level) => settings with { Verbosity = level })
        .Value(
            s_listener, "http-pprof", "debugAddress", "Serve counters as /debug/vars and /metrics; without host on 127.0.0.1.",
            settings => settings.DebugAddress, (settings, address) => settings with { DebugAddress = address });

    public override string Title => "Watch a run";

    public override IReadOnlyList<IPartOptions> Details => [s_settings];

    public override IReadOnlyList<(Option Option, string Reason)> Idle { get; } =
    [
        (
            OptionKinds.Single("cpuprofile", FilePath, "Accepted: dotnet-trace collect -p PID records where time goes."),
            "writes no profile; dotnet-trace collect -p PID records one"),
        (
            OptionKinds.Single("memprofile", FilePath, "Accepted: dotnet-gcdump collect -p PID records what fills the memory."),
            "writes no profile; dotnet-gcdump collect -p PID records one"),
    ];
}
