using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Formatting;

/// <summary>How a state is to be taken.</summary>
public enum Tone
{
    Quiet,
    Active,
    Good,
    Warning,
    Trouble,
}

/// <summary>A state in words, with its tone.</summary>
/// <param name="Why">What the word does not say; null when it says all.</param>
public readonly record struct StateWord(string Text, Tone Tone, string? Why = null);

/// <summary>The program's vocabulary for states, ledger reasons and rules (design language, Words for states).</summary>
public static class Words
{
    private const string LateSends = "Generator-limited: requests were sent late, the figures say more about this machine than about the target.";

    /// <summary>The state of a capture or a replay.</summary>
    public static StateWord Of(RunView run) => (run.Purpose, run.State) switch
    {
        (RunPurpose.Capture, RunState.Running) => new("Recording", Tone.Active),
        (RunPurpose.Capture, RunState.Completed) => new("Stopped", Tone.Quiet),
        (RunPurpose.Replay, RunState.Running) when run.Progress.Replay is { GeneratorLimited: true } => new("Running", Tone.Warning, LateSends),
        (RunPurpose.Replay, RunState.Completed) when run.Progress.Replay is { GeneratorLimited: true } => new("Generator-limited", Tone.Warning, LateSends),
        (RunPurpose.Replay, RunState.Completed) when run.Progress.Replay is { Failed: > 0 } => new("Failed", Tone.Trouble),
        (RunPurpose.Replay, RunState.Completed) => new("Passed", Tone.Good),
        (_, RunState.Pending) => new("Waiting", Tone.Quiet),
        (_, RunState.Starting) => new("Starting", Tone.Active),
        (_, RunState.Running) => new("Running", Tone.Active),
        (_, RunState.Paused) => new("Paused", Tone.Warning),
        (_, RunState.Stopping) => new("Stopping", Tone.Active),
        (_, RunState.Stopped) => new("Stopped", Tone.Quiet),
        (_, RunState.Failed) => new("Failed", Tone.Trouble),
        _ => new("Interrupted", Tone.Warning),
    };

    /// <summary>The state of a recording.</summary>
    public static StateWord Of(RecordingState state) => state switch
    {
        RecordingState.Recording => new("Recording", Tone.Active),
        RecordingState.Indexing => new("Indexing", Tone.Active),
        RecordingState.Unindexed => new("Not indexed", Tone.Warning, "The indexing was stopped; what is indexed so far is shown."),
        RecordingState.Healthy => new("Healthy", Tone.Good),
        RecordingState.Modified => new("Modified", Tone.Warning),
        RecordingState.Damaged => new("Damaged", Tone.Warning),
        _ => new("Unreadable", Tone.Trouble),
    };

    /// <summary>The state of a recording, with how far its index is.</summary>
    public static StateWord Of(RecordingView recording) => recording is { State: RecordingState.Indexing, Indexing: { } progress }
        ? new($"Indexing {Format.Percent(progress.Fraction)}", Tone.Active, Of(progress))
        : Of(recording.State);

    /// <summary>What is wrong with a recording, a line each; empty when nothing is.</summary>
    public static string Health(RecordingView recording, Clock clock) => string.Join('\n',
    [
        .. recording.ModifiedAt is { } found ? new[] { $"Its files were changed from outside; this was found on {clock.ShortDate(found)}. What they hold now is shown." } : [],
        .. recording.Damages,
    ]);

    /// <summary>How far the building of an index is.</summary>
    public static string Of(IndexingProgress? progress) => progress is null ? "waits for its turn"
        : progress.Left is not { } left ? $"{Format.Percent(progress.Fraction)} · {Format.Count(progress.Exchanges, "exchange")}"
        : $"{Format.Percent(progress.Fraction)} · {Format.RoughCount((long)progress.ExchangesPerSecond)} exchanges/s · {Format.Elapsed(left)} left";

    /// <summary>What a message lacks; empty when it is whole.</summary>
    public static string Of(RecordFlags flags) => flags switch
    {
        RecordFlags.None => "",
        RecordFlags.Truncated => "Cut at the size limit: the rest was not kept.",
        RecordFlags.Incomplete => "Incomplete: bytes are missing, because packets were lost or the transfer broke off.",
        _ => "Incomplete and cut: bytes are missing.",
    };

    /// <summary>Why something did not go on, as a person would say it.</summary>
    public static string Of(LedgerReason reason) => reason switch
    {
        LedgerReason.KernelDrop => "Dropped by the kernel, its capture buffer was full",
        LedgerReason.InterfaceDrop => "Dropped by the network interface",
        LedgerReason.Malformed => "Cut or malformed frame",
        LedgerReason.NotTcp => "Not TCP",
        LedgerReason.OtherEndpoint => "Other port or host",
        LedgerReason.FragmentLost => "Fragment of a packet whose rest never came",
        LedgerReason.Duplicate => "Seen before",
        LedgerReason.Gap => "Bytes missing in the stream",
        LedgerReason.Incomplete => "Message never became complete",
        LedgerReason.Evicted => "Memory limit reached, the oldest had to go",
        LedgerReason.Unparsable => "Not HTTP/1",
        LedgerReason.Interim => "Interim (1xx) response, no record of its own",
        LedgerReason.Unpaired => "Response without its request",
        LedgerReason.OwnTraffic => "Sent by this run itself",
        LedgerReason.TooLarge => "Larger than the size limit",
        LedgerReason.Damaged => "Damaged record in the file",
        LedgerReason.NotApplicable => "Of a kind this output does not take",
        LedgerReason.QueueFull => "Queue was full",
        LedgerReason.Refused => "Connection refused",
        LedgerReason.Unreachable => "Host not found or not reachable",
        LedgerReason.Unconfirmed => "Sent over a connection that broke, arrival not known",
        LedgerReason.TlsFailed => "TLS could not be set up",
        LedgerReason.TimedOut => "No complete answer in time",
        LedgerReason.Reset => "Connection closed before the answer was complete",
        LedgerReason.InvalidResponse => "Answer was not HTTP/1",
        LedgerReason.WriteFailed => "Could not be written",
        LedgerReason.MiddlewareEnded => "With the middleware when it ended",
        LedgerReason.RateLimited => "Beyond the rate limit",
        LedgerReason.Paused => "Came while paused",
        LedgerReason.Stopped => "Stopped before its turn",
        LedgerReason.Forbidden => "Sending to that address is not allowed",
        LedgerReason.Rejected => "Not accepted by the destination",
        _ => reason.ToString(),
    };

    /// <summary>Whether a reason means that something the person wanted is gone, and not just left out.</summary>
    public static bool IsLoss(LedgerReason reason) => reason is LedgerReason.KernelDrop or LedgerReason.InterfaceDrop or LedgerReason.FragmentLost
        or LedgerReason.Gap or LedgerReason.Evicted or LedgerReason.QueueFull or LedgerReason.WriteFailed or LedgerReason.Damaged or LedgerReason.Rejected
        or LedgerReason.MiddlewareEnded;

    /// <summary>How many were lost over all stations. What the live view skips is in the recording.</summary>
    public static long Lost(IEnumerable<LedgerEntry> ledger) =>
        ledger.Where(entry => entry.Name != Ledger.LiveView).Sum(entry => entry.Dropped.Where(pair => IsLoss(pair.Key)).Sum(pair => pair.Value));

    /// <summary>What a rule does.</summary>
    public static string Of(RuleKind kind) => kind switch
    {
        RuleKind.AllowMethod => "Keep only method",
        RuleKind.SetHeader => "Set header",
        RuleKind.SetParam => "Set parameter",
        RuleKind.AllowUrl => "Keep only URL matching",
        RuleKind.DisallowUrl => "Drop URL matching",
        RuleKind.AllowHeader => "Keep only header matching",
        RuleKind.DisallowHeader => "Drop header matching",
        RuleKind.BasicAuth => "Drop other Basic users than",
        RuleKind.LimitHeader => "Keep a share by header",
        RuleKind.LimitParam => "Keep a share by parameter",
        RuleKind.RewriteHeader => "Rewrite header",
        RuleKind.RemoveHeader => "Remove header",
        RuleKind.Sample => "Keep a share of all",
        RuleKind.SetMethod => "Set method",
        RuleKind.SetCookie => "Set cookie",
        RuleKind.RemoveCookie => "Remove cookie",
        RuleKind.RewriteBody => "Rewrite body",
        RuleKind.SetJson => "Set in JSON",
        RuleKind.MaskHeader => "Mask header",
        RuleKind.MaskParam => "Mask parameter",
        RuleKind.MaskJson => "Mask in JSON",
        RuleKind.MaskText => "Mask matching text",
        _ => "Rewrite URL",
    };

    /// <summary>The station of a ledger account; what an output is comes from the run's plan, and the library's file from the server.</summary>
    public static string Station(string name, RunView? run = null) => name switch
    {
        ['o', 'u', 't', 'p', 'u', 't', ' ', .. var number] when run is not null && int.TryParse(number, out var place) => Output(run, place - 1),
        ['o', 'u', 't', 'p', 'u', 't', ' ', .. var number, ' ', 'e', 'l', 'a', 's', 't', 'i', 'c', 's', 'e', 'a', 'r', 'c', 'h'] when run is not null && int.TryParse(number, out var place) => Export(run, place - 1),
        Ledger.Packets => "Packets",
        Ledger.Messages => "HTTP messages",
        Ledger.Sources => "Records read",
        Ledger.Records => "Records after rules",
        _ => char.ToUpperInvariant(name[0]) + name[1..],
    };

    /// <summary>Where a station stands on the way of a record, for lists in that order.</summary>
    public static int Place(string name) => name switch
    {
        Ledger.Packets => 0,
        Ledger.Messages => 1,
        Ledger.Sources => 2,
        Ledger.Records => 3,
        _ => 4,
    };

    /// <summary>The end of a failure's description, which says what happened, without where it did.</summary>
    public static string Gist(string failure) => failure[(failure.LastIndexOf(": ", StringComparison.Ordinal) is var colon and > 0 ? colon + 2 : 0)..];

    private static string Export(RunView run, int index) => $"Documents to {(run.Plan.Outputs.ElementAtOrDefault(index) as HttpOutputPlan)?.Elasticsearch?.Url ?? "Elasticsearch"}";

    private static string Output(RunView run, int index) => run.Plan.Outputs.ElementAtOrDefault(index) switch
    {
        HttpOutputPlan http => $"Sent to {http.Url}",
        TcpOutputPlan tcp => $"Relayed to {tcp.Address}",
        WebSocketOutputPlan socket => $"Relayed to {socket.Url}",
        KafkaOutputPlan kafka => $"Kafka topic {kafka.Topic}",
        S3OutputPlan store => $"Stored at {store.Url}",
        BinaryOutputPlan binary => $"Sent to {binary.Address}",
        FileOutputPlan file => $"Written to {file.Path}",
        NullOutputPlan => "Discarded",
        null when run.Purpose == RunPurpose.Capture => "Recording file",
        _ => $"Output {index + 1}",
    };
}
