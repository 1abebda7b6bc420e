using System.CommandLine;
using TapeDeck.Engine.Plans;
using static TapeDeck.Server.Cli.OptionKinds;

namespace TapeDeck.Server.Cli;

/// <summary>GoReplay's options, as far as this version carries them out (spec §2).</summary>
internal static class GorOptions
{
    public static readonly Option<IReadOnlyList<RawAddress>> InputRaw = List(
        "input-raw", "ADDRESS", "Capture HTTP: [HOST|INTERFACE]:PORT[,PORT], such as :8000, or a packet file FILE.pcap[:PORT]. May repeat.", RawAddress.Parse);

    public static readonly Option<Toggle> TrackResponse = Flag("input-raw-track-response", "Capture responses too.");

    public static readonly Option<string> Filter = Single("input-raw-bpf-filter", "BPF", "Capture filter to use instead of the one made from ports and hosts.", Text);

    public static readonly Option<TimeSpan> Expire = Single(
        "input-raw-expire", "DURATION", "How long an unfinished message waits for missing bytes (2s).", Duration);

    public static readonly Option<Toggle> AllowIncomplete = Flag("input-raw-allow-incomplete", "Keep messages with missing bytes, marked incomplete.");

    public static readonly Option<long> BufferSize = Single(
        "input-raw-buffer-size", "SIZE", "The kernel's capture buffer, such as 64mb, the default.", WholeNumber.ParseSize);

    public static readonly Option<Toggle> Promiscuous = Flag("input-raw-promisc", "Capture frames for other hosts too.");

    public static readonly Option<Toggle> OverrideSnapshotLength = Flag(
        "input-raw-override-snaplen", "Accepted: whole frames are always captured, up to 256 KiB.");

    public static readonly Option<string> Engine = Single(
        "input-raw-engine", "ENGINE", "libpcap (the default), or pcap_file to read any file as a packet file.", OneOf("libpcap", "pcap_file"));

    public static readonly Option<string> Protocol = Single("input-raw-protocol", "PROTOCOL", "http.", OneOf("http"));

    public static readonly Option<long> CopyBufferSize = Single(
        "copy-buffer-size", "SIZE", "Most bytes kept of one captured message (64mb); what is beyond is cut and marked.", WholeNumber.ParseSize);

    public static readonly Option<IReadOnlyList<FileSource>> InputFile = Files();

    public static readonly Option<Toggle> Loop = Flag("input-file-loop", "Start again after the last record, for ever.");

    public static readonly Option<int> ReadDepth = Single(
        "input-file-read-depth", "N", "Records looked ahead to repair their order in time (100).", WholeNumber.Parse);

    public static readonly Option<TimeSpan> MaxWait = Single(
        "input-file-max-wait", "DURATION", "Longest wait between two records, after speed is applied.", Duration);

    public static readonly Option<Toggle> OutputStdout = Flag("output-stdout", "Print records in .gor form; nothing else goes to standard output.");

    public static readonly Option<Toggle> OutputNull = Flag("output-null", "Discard records.");

    public static readonly Option<IReadOnlyList<string>> OutputFile = List(
        "output-file", "NAME", "Write .gor files; %Y %m %d %H %M %S stand for the time, a name that ends in .gz is compressed. May repeat.", LocalName);

    public static readonly Option<Toggle> Append = Flag("output-file-append", "One file, continued if it exists, instead of numbered chunks.");

    public static readonly Option<long> SizeLimit = Single("output-file-size-limit", "SIZE", "Start a new chunk at this size (32mb); 0 for no limit.", WholeNumber.ParseSize);

    public static readonly Option<int> QueueLimit = Single("output-file-queue-limit", "N", "Start a new chunk after this many records (256); 0 for no limit.", WholeNumber.Parse);

    public static readonly Option<long> TotalLimit = Single("output-file-max-size-limit", "SIZE", "Stop writing after this many bytes in all (1tb).", WholeNumber.ParseSize);

    public static readonly Option<TimeSpan> FlushInterval = Single("output-file-flush-interval", "DURATION", "Longest time a record stays in memory (1s).", Duration);

    public static readonly Option<IReadOnlyList<string>> OutputHttp = List(
        "output-http", "URL", "Send requests to a server; the scheme may be left out, a path becomes a prefix. May repeat.", Target);

    public static readonly Option<int> Workers = Single("output-http-workers", "N", "Most connections, and so requests in flight, at once (64).", WholeNumber.Parse);

    public static readonly Option<int> QueueLength = Single("output-http-queue-len", "N", "Most requests waiting for a connection (10000).", WholeNumber.Parse);

    public static readonly Option<TimeSpan> Timeout = Single("output-http-timeout", "DURATION", "Limit of a whole exchange (5s).", Duration);

    public static readonly Option<long> ResponseBuffer = Single("output-http-response-buffer", "SIZE", "Bytes kept of a response (100kb).", WholeNumber.ParseSize);

    public static readonly Option<Toggle> SkipVerify = Flag("output-http-skip-verify", "Accept any TLS certificate.");

    public static readonly Option<Toggle> OriginalHost = Flag("http-original-host", "Send the recorded Host instead of the target's.");

    public static readonly Option<TimeSpan> ExitAfter = Single("exit-after", "DURATION", "Stop after this time.", Duration);

    /// <summary>The rules, in the order in which they are applied.</summary>
    public static readonly IReadOnlyList<Option<IReadOnlyList<RulePlan>>> Rules =
    [
        List("http-allow-method", "METHOD", "Keep requests of this method only; several are alternatives.", RuleText.Pattern(RuleKind.AllowMethod)),
        List("http-set-header", "NAME:VALUE", "Set a header (also --http-header).", RuleText.SetHeader, "http-header", "output-http-header"),
        List("http-set-param", "NAME=VALUE", "Set a query parameter.", RuleText.SetParameter),
        List("http-allow-url", "REGEXP", "Keep requests whose path and query match; several are alternatives.", RuleText.Pattern(RuleKind.AllowUrl)),
        List("http-disallow-url", "REGEXP", "Drop requests whose path and query match.", RuleText.Pattern(RuleKind.DisallowUrl)),
        List(
            "http-allow-header", "NAME:REGEXP", "Keep requests whose header matches; all must.", RuleText.HeaderPattern(RuleKind.AllowHeader), "output-http-header-filter"),
        List("http-disallow-header", "NAME:REGEXP", "Drop requests whose header matches.", RuleText.HeaderPattern(RuleKind.DisallowHeader)),
        List(
            "http-rewrite-url", "REGEXP:REPLACEMENT", "Replace in path and query, $1 or ${1}x for groups; the first matching rule only.",
            RuleText.RewriteUrl, "output-http-rewrite-url"),
    ];

    public static readonly OptionGroup Capture = new(
        "Capture from the network",
        [InputRaw],
        [
            ("trackResponses", TrackResponse), ("filter", Filter), ("expire", Expire), ("allowIncomplete", AllowIncomplete), ("bufferBytes", BufferSize),
            ("promiscuous", Promiscuous), ("maxMessageBytes", CopyBufferSize), ("snapshotLength", OverrideSnapshotLength), ("", Engine), ("", Protocol),
        ]);

    public static readonly OptionGroup Read = new(
        "Read recorded files", [InputFile], [("loop", Loop), ("readDepth", ReadDepth), ("maxWait", MaxWait)]);

    public static readonly OptionGroup Print = new("Print or discard", [OutputStdout, OutputNull], []);

    public static readonly OptionGroup Write = new(
        "Write files",
        [OutputFile],
        [
            ("append", Append), ("sizeLimitBytes", SizeLimit), ("queueLimit", QueueLimit), ("totalLimitBytes", TotalLimit), ("flushInterval", FlushInterval),
        ]);

    public static readonly OptionGroup Send = new(
        "Send to a server",
        [OutputHttp],
        [
            ("connections", Workers), ("queue/capacity", QueueLength), ("timeout", Timeout), ("responseLimitBytes", ResponseBuffer),
            ("skipVerify", SkipVerify), ("originalHost", OriginalHost),
        ]);

    public static readonly OptionGroup Limits = new("When to stop", [], [("stopAfter", ExitAfter)]);

    public static readonly IReadOnlyList<OptionGroup> Groups =
    [
        Capture, Read, Print, Write, Send, new("Filter and rewrite requests, applied in this order", [.. Rules], []), Limits,
    ];

    private static Option<IReadOnlyList<FileSource>> Files()
    {
        var option = List("input-file", "FILE", "Read .gor[.gz] files: paths or quoted patterns, several are merged by time; FILE|200% sets the pace. May repeat.", FileSource.Parse);
        option.AllowMultipleArgumentsPerToken = true;
        return option;
    }

    private static string Text(string text) => text;

    private static Func<string, string> OneOf(params string[] supported) => text =>
        supported.Contains(text) ? text : throw new FormatException($"is not supported yet; this version knows {string.Join(" and ", supported)}");

    private static string LocalName(string text) => text.StartsWith("s3://", StringComparison.Ordinal)
        ? throw new FormatException("is on S3, which is not supported yet")
        : text.Length == 0 ? throw new FormatException("names no file") : AddressSuffix.Refuse(text);

    private static string Target(string text)
    {
        AddressSuffix.Refuse(text);
        var url = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(url, UriKind.Absolute, out var target) && target.Scheme is "http" or "https" && target.Host.Length > 0
            ? text
            : throw new FormatException("is not an http or https address; an address is [http[s]://]HOST[:PORT][/PREFIX]");
    }
}
