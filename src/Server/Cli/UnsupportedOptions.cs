using System.CommandLine;

namespace TapeDeck.Server.Cli;

/// <summary>GoReplay's options that this version does not carry out yet. They are known so that nobody believes them in force.</summary>
internal static class UnsupportedOptions
{
    public static readonly IReadOnlyList<Option<string[]>> All =
    [
        .. new[]
        {
            "input-raw-realip-header", "input-raw-buffer-timeout", "input-raw-timestamp-type", "input-raw-monitor", "input-raw-stats",
            "input-raw-vlan", "input-raw-vlan-vid", "input-raw-vxlan-port", "input-raw-vxlan-vni", "input-raw-ignore-interface",
            "input-file-dry-run", "input-tcp", "input-tcp-secure", "input-tcp-certificate", "input-tcp-certificate-key",
            "input-kafka-host", "input-kafka-topic", "input-kafka-json-format", "input-kafka-offset", "input-kafka-use-sasl",
            "input-kafka-mechanism", "input-kafka-username", "input-kafka-password", "input-dummy", "input-http",
            "output-dummy", "output-file-buffer", "output-http-workers-min", "output-http-worker-timeout", "output-http-redirects",
            "output-http-track-response", "output-http-stats", "output-http-stats-ms", "output-http-elasticsearch",
            "output-http-compatibility-mode", "output-http-debug", "output-tcp", "output-tcp-workers", "output-tcp-sticky", "output-tcp-secure",
            "output-tcp-skip-verify", "output-tcp-stats", "output-tcp-response-buffer", "output-ws", "output-ws-workers", "output-ws-sticky",
            "output-ws-skip-verify", "output-ws-stats", "output-kafka-host", "output-kafka-topic", "output-kafka-json-format",
            "output-kafka-use-sasl", "output-kafka-mechanism", "output-kafka-username", "output-kafka-password", "kafka-tls-ca-cert",
            "kafka-tls-client-cert", "kafka-tls-client-key", "output-binary", "output-binary-workers", "output-binary-timeout",
            "output-binary-track-response", "output-binary-debug", "http-basic-auth-filter", "http-header-limiter", "http-param-limiter",
            "http-rewrite-header", "output-http-header-hash-filter", "split-output", "recognize-tcp-sessions", "middleware", "prettify-http",
            "verbose", "stats", "http-pprof", "cpuprofile", "memprofile",
        }.Select(name => new Option<string[]>($"--{name}", $"-{name}") { Arity = ArgumentArity.ZeroOrMore }),
    ];
}
