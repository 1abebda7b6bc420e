using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli;

namespace TapeDeck.Server.Tests.Cli;

/// <summary>GoReplay's options as plans (spec §2, §4.1).</summary>
public class CommandLinePlanTests
{
    [Theory]
    [InlineData(":8000", null, new[] { 8000 })]
    [InlineData("127.0.0.1:8000", "127.0.0.1", new[] { 8000 })]
    [InlineData("localhost:80", "127.0.0.1", new[] { 80 })]
    [InlineData("10.9.9.9:80", "10.9.9.9", new[] { 80 })]
    [InlineData("eth0:80,8080", "eth0", new[] { 80, 8080 })]
    [InlineData("veth*:80", "veth*", new[] { 80 })]
    [InlineData("any:80", "any", new[] { 80 })]
    [InlineData("0.0.0.0:80", null, new[] { 80 })]
    [InlineData("[::]:80", null, new[] { 80 })]
    [InlineData("[::1]:80", "::1", new[] { 80 })]
    [InlineData(":", null, new int[0])]
    [InlineData(":0", null, new int[0])]
    public void Parse_InputRaw_NamesInterfaceAndPorts(string address, string? name, int[] ports)
    {
        var capture = Assert.IsType<CaptureInputPlan>(Assert.Single(Read("--input-raw", address).Inputs));
        Assert.Equal(name, capture.Interface);
        Assert.Equal(ports, capture.Ports);
    }

    [Theory]
    [InlineData("x.pcap", "x.pcap", new int[0])]
    [InlineData("/tmp/a:b/x.pcap:80,81", "/tmp/a:b/x.pcap", new[] { 80, 81 })]
    [InlineData("dir/x.pcapng:80", "dir/x.pcapng", new[] { 80 })]
    public void Parse_InputRawWithAPacketFile_ReadsTheFile(string address, string file, int[] ports)
    {
        var packets = Assert.IsType<PacketFileInputPlan>(Assert.Single(Read("--input-raw", address).Inputs));
        Assert.Equal(file, packets.File);
        Assert.Equal(ports, packets.Ports);
    }

    [Fact]
    public void Parse_PcapFileEngine_TakesAnyFile() =>
        Assert.Equal("dump.bin", Assert.IsType<PacketFileInputPlan>(Read("--input-raw", "dump.bin:80", "--input-raw-engine", "pcap_file").Inputs[0]).File);

    [Fact]
    public void Parse_CaptureOptions_ApplyToEveryCapture()
    {
        var plan = Read(
            "--input-raw", ":80", "--input-raw=:81", "-input-raw-track-response", "--input-raw-expire=5s", "--input-raw-allow-incomplete", "true",
            "--input-raw-bpf-filter", "tcp port 80", "--input-raw-buffer-size", "10485760", "--input-raw-promisc=1", "--input-raw-override-snaplen",
            "--copy-buffer-size", "10mb");
        Assert.Equal(2, plan.Inputs.Count);
        foreach (var capture in plan.Inputs.Cast<CaptureInputPlan>())
        {
            Assert.True(capture is { TrackResponses: true, AllowIncomplete: true, Promiscuous: true, Filter: "tcp port 80" });
            Assert.Equal((TimeSpan.FromSeconds(5), 10_485_760L, 10 << 20), (capture.Expire, capture.BufferBytes, capture.MaxMessageBytes));
        }
    }

    [Fact]
    public void Parse_NothingElseGiven_KeepsThePlansDefaults()
    {
        var plan = Read("--input-raw", ":80", "--input-file", "a.gor", "--output-file", "b.gor", "--output-http", "h");
        Assert.Equivalent(new CaptureInputPlan { Ports = [80], MaxMessageBytes = 5 << 20 }, plan.Inputs[0], strict: true);
        Assert.Equivalent(new FileInputPlan { Files = ["a.gor"] }, plan.Inputs[1], strict: true);
        Assert.Equivalent(new FileOutputPlan { Path = "b.gor" }, plan.Outputs[0], strict: true);
        Assert.Equivalent(new HttpOutputPlan { Url = "h" }, plan.Outputs[1], strict: true);
        Assert.Equal(new LimitsPlan { MaxPayloadBytes = 5 << 20 }, plan.Limits);
    }

    [Fact]
    public void Parse_SeveralFilesAfterOneOption_AreMergedAndSeveralOptionsAreNot()
    {
        var plan = Read("--input-file", "a.gor", "b.gor|200%", "--output-null", "-input-file=c.gor|50%", "--input-file", "d|e.gor");
        var files = plan.Inputs.Cast<FileInputPlan>().ToList();
        Assert.Equal([["a.gor", "b.gor"], ["c.gor"], ["d|e.gor"]], files.Select(file => file.Files));
        Assert.Equal(["200%", "50%", null], files.Select(file => file.Speed?.ToString()));
    }

    [Fact]
    public void Parse_FileOptions_FillThePlan()
    {
        var file = Assert.IsType<FileInputPlan>(Read(
            "--input-file", "a*.gor|max", "--input-file-loop", "--input-file-read-depth", "0x10", "--input-file-max-wait", "1m30s").Inputs[0]);
        Assert.True(file is { Loop: true, ReadDepth: 16, Speed.IsMax: true });
        Assert.Equal(TimeSpan.FromSeconds(90), file.MaxWait);
    }

    [Fact]
    public void Parse_FileOutput_FillsThePlan()
    {
        var file = Assert.IsType<FileOutputPlan>(Read(
            "--output-file", "%Y.gor.gz", "--output-file-append", "true", "--output-file-size-limit", "256m", "--output-file-queue-limit=0",
            "--output-file-max-size-limit", "1gb", "--output-file-flush-interval", "250ms").Outputs[0]);
        Assert.True(file is { Path: "%Y.gor.gz", Append: true, SizeLimitBytes: 256 << 20, QueueLimit: 0, TotalLimitBytes: 1 << 30 });
        Assert.Equal(TimeSpan.FromMilliseconds(250), file.FlushInterval);
    }

    [Fact]
    public void Parse_HttpOutput_FillsThePlan()
    {
        var http = Assert.IsType<HttpOutputPlan>(Read(
            "--output-http", "staging.com", "--output-http-workers", "8", "--output-http-timeout", "2s", "--output-http-skip-verify",
            "--http-original-host", "--output-http-response-buffer", "1mb", "--output-http-queue-len", "5").Outputs[0]);
        Assert.True(http is { Url: "staging.com", Connections: 8, SkipVerify: true, OriginalHost: true, ResponseLimitBytes: 1 << 20, Queue.Capacity: 5 });
        Assert.Equal(TimeSpan.FromSeconds(2), http.Timeout);
    }

    [Fact]
    public void Parse_Rules_AreOrderedByKindThenAsGiven()
    {
        var plan = Read(
            "--http-rewrite-url", @"/a\:(?\:b)(c):/c:$1", "--http-header", "B: b: c", "--http-set-header", "A:", "--http-set-param", "k=a=b",
            "--http-allow-method", "GET", "--http-allow-header", " X : ^:$ ", "--http-disallow-url", "/x", "--http-allow-url=^/", "--http-disallow-header", "Y:.");
        Assert.Equal(
            [
                new RulePlan(RuleKind.AllowMethod, Pattern: "GET"),
                new RulePlan(RuleKind.SetHeader, "B", Value: "b: c"),
                new RulePlan(RuleKind.SetHeader, "A", Value: ""),
                new RulePlan(RuleKind.SetParam, "k", Value: "a=b"),
                new RulePlan(RuleKind.AllowUrl, Pattern: "^/"),
                new RulePlan(RuleKind.DisallowUrl, Pattern: "/x"),
                new RulePlan(RuleKind.AllowHeader, "X", Pattern: "^:$"),
                new RulePlan(RuleKind.DisallowHeader, "Y", Pattern: "."),
                new RulePlan(RuleKind.RewriteUrl, Pattern: "/a:(?:b)(c)", Value: "/c:$1"),
            ],
            plan.Rules);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    [InlineData("t", true)]
    [InlineData("0", false)]
    public void Parse_SwitchWithAWord_TakesItAndGoesOn(string word, bool expected)
    {
        var apart = Read("--output-file", "a", "--output-file-append", word, "--output-stdout");
        var together = Read("--output-file", "a", $"--output-file-append={word}", "--output-stdout");
        Assert.Equal(expected, apart.Outputs.OfType<FileOutputPlan>().Single().Append);
        Assert.Equal(expected, together.Outputs.OfType<FileOutputPlan>().Single().Append);
        Assert.Single(apart.Outputs.OfType<StdoutOutputPlan>());
    }

    [Fact]
    public void Parse_ValueGivenTwice_TheLastWins() =>
        Assert.Equal(TimeSpan.FromSeconds(2), Read("--exit-after", "1s", "--output-null", "-exit-after=2s").Limits.StopAfter);

    [Theory]
    [InlineData("--nosuch=1", "--nosuch: unknown option")]
    [InlineData("-x", "-x: unknown option")]
    [InlineData("stray", "\"stray\" belongs to no option")]
    [InlineData("--output-stdout stray", "--output-stdout: \"stray\" is neither true nor false")]
    [InlineData("--input-file a.gor --nosuch", "--nosuch: unknown option")]
    [InlineData("--output-null --nosuch 5", "--nosuch: unknown option")]
    [InlineData("--input-raw", "--input-raw: a value is needed")]
    [InlineData("--input-raw 8000", "--input-raw: \"8000\" is not an address")]
    [InlineData("--input-raw :80x", "--input-raw: \":80x\" is not an address")]
    [InlineData("--input-raw :70000", "--input-raw: \":70000\" names the port 70000")]
    [InlineData("--input-raw k8s://pod/x:80", "k8s:// is not supported yet")]
    [InlineData("--input-raw :80|10/s", "--input-raw: \":80|10/s\" ends in |10/s, which is no limit")]
    [InlineData("--input-raw :80|150%", "--input-raw: \":80|150%\" ends in |150%, which is no limit")]
    [InlineData("--input-raw-engine pfring", "--input-raw-engine: \"pfring\" is not one of libpcap, raw_socket, af_packet, pcap_file, vxlan")]
    [InlineData("--input-raw-expire 5", "--input-raw-expire: \"5\" is not a duration")]
    [InlineData("--input-raw-buffer-size 5.5mb", "--input-raw-buffer-size: \"5.5mb\" is not a size")]
    [InlineData("--copy-buffer-size -1", "--copy-buffer-size: \"-1\" is not a size")]
    [InlineData("--input-file a.gor|0%", "--input-file: \"a.gor|0%\" has no valid speed")]
    [InlineData("--input-file a|50% b|60%", "--input-file: files that are merged have one speed")]
    [InlineData("--input-file a|5 b|6", "--input-file: files that are merged have one speed and one limit")]
    [InlineData("--input-file=", "--input-file: \"\" names nothing to read")]
    [InlineData("--input-file-read-depth many", "--input-file-read-depth: \"many\" is not a whole number")]
    [InlineData("--output-file-append=maybe", "--output-file-append: \"maybe\" is neither true nor false")]
    [InlineData("--output-http ftp://h", "--output-http: \"ftp://h\" is not an http or https address")]
    [InlineData("--output-http http://h|1.5", "--output-http: \"http://h|1.5\" ends in |1.5, which is no limit")]
    [InlineData("--output-http http://h|some", "--output-http: \"http://h|some\" is not an http or https address")]
    [InlineData("--output-tcp :28020", "--output-tcp: \":28020\" is not an address")]
    [InlineData("--output-ws http://h", "--output-ws: \"http://h\" is not a WebSocket address")]
    [InlineData("--input-tcp 28020", "--input-tcp: \"28020\" is not an address")]
    [InlineData("--input-tcp :1 --input-tcp-secure", "--input-tcp-secure: needs --input-tcp-certificate and --input-tcp-certificate-key")]
    [InlineData("--input-tcp :1 --input-tcp-secure --input-tcp-certificate c", "--input-tcp-secure: needs --input-tcp-certificate and --input-tcp-certificate-key")]
    [InlineData("--input-kafka-host h", "--input-kafka-host: needs --input-kafka-topic")]
    [InlineData("--output-kafka-topic t", "--output-kafka-topic: needs --output-kafka-host")]
    [InlineData("--input-kafka-host h --input-kafka-topic t --input-kafka-offset -3", "--input-kafka-offset: \"-3\" is no offset")]
    [InlineData("--input-kafka-host h --input-kafka-topic t --input-kafka-offset new", "--input-kafka-offset: \"new\" is not a whole number")]
    [InlineData("--input-kafka-host h --input-kafka-topic t --kafka-tls-client-cert c", "--kafka-tls-client-cert: needs --kafka-tls-client-key")]
    [InlineData("--output-kafka-host h --output-kafka-topic t --kafka-tls-client-key k", "--kafka-tls-client-key: needs --kafka-tls-client-cert")]
    [InlineData("--output-kafka-host h --output-kafka-topic t --output-kafka-mechanism MD5", "--output-kafka-mechanism: \"MD5\" is not one of")]
    [InlineData("--http-header-limiter user-id:25", "--http-header-limiter: \"user-id:25\" has no share: \"25\"")]
    [InlineData("--http-param-limiter user_id:101%", "--http-param-limiter: \"user_id:101%\" has no share")]
    [InlineData("--http-rewrite-header Host:abc", "--http-rewrite-header: \"Host:abc\" has no \",\"")]
    [InlineData("--output-http-stats-ms 0", "--output-http-stats-ms: \"0\" is too short")]
    [InlineData("--http-pprof 8181", "--http-pprof: \"8181\" is not an address")]
    [InlineData("--verbose --stats", "--verbose: \"--stats\" stands where a value is needed")]
    [InlineData("--middleware a\"b", "--middleware: \"a\"b\" has a \" that is not closed")]
    [InlineData("--config plan.json", "--config: files are not read here")]
    [InlineData("--http-header NoColon", "--http-header: \"NoColon\" has no \":\"")]
    [InlineData("-http-allow-header NoColon", "--http-allow-header: \"NoColon\" has no \":\"")]
    [InlineData("--http-set-param p", "--http-set-param: \"p\" has no \"=\"")]
    [InlineData("--http-rewrite-url /a", "--http-rewrite-url: \"/a\" has no \":\"")]
    [InlineData("--http-allow-url (", "--http-allow-url: The regular expression \"(\" does not compile: missing closing ), at column 1")]
    [InlineData("--http-allow-url a(?=b)", "(look-around is not supported), at column 2")]
    [InlineData("--http-allow-header Host:^a**$", "invalid nested repetition operator: `**`, at column 4")]
    [InlineData("-- --output-null", "--output-null: unknown option")]
    public void Parse_WhatIsWrong_NamesTheOptionAndTheReason(string args, string expected) =>
        Assert.Contains(expected, Assert.Single(CommandLinePlan.Parse(args.Split(' ')).Faults), StringComparison.Ordinal);

    [Fact]
    public void Parse_ManyFaults_AreAllReported()
    {
        var faults = CommandLinePlan.Parse(
            ["--nosuch", "its-value", "--input-raw", "a", "--input-raw", "b", "--exit-after", "soon", "--split-output", "maybe", "--http-allow-url", "[", "--input-file"]).Faults;
        Assert.Equal(7, faults.Count);
    }

    [Fact]
    public void Parse_OptionWithNothingToActOn_Warns()
    {
        var warnings = CommandLinePlan.Parse(["--output-file-append", "--input-raw-expire", "1s", "--output-null", "--http-rewrite-url", "(a):$1x"]).Warnings;
        Assert.Equal(3, warnings.Count);
        Assert.Contains("--output-file-append: has no effect without --output-file", warnings);
        Assert.Contains("--input-raw-expire: has no effect without --input-raw", warnings);
        Assert.Contains(warnings, warning => warning.StartsWith("--http-rewrite-url: $1x is the group named", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/inputs/0/ports", "--input-raw: x")]
    [InlineData("/inputs/0/filter", "--input-raw-bpf-filter: x")]
    [InlineData("/inputs/0/bufferBytes", "--input-raw: x")]
    [InlineData("/inputs/1/files/0", "--input-file: x")]
    [InlineData("/outputs/0", "--output-http: x")]
    [InlineData("/outputs/0/queue/capacity", "--output-http-queue-len: x")]
    [InlineData("/rules/1/value", "--http-header: x")]
    [InlineData("/limits/stopAfter", "--exit-after: x")]
    [InlineData("/limits/maxRecords", "x")]
    [InlineData("", "x")]
    public void Describe_FaultOfThePlan_NamesTheOptionItCameFrom(string path, string expected)
    {
        var options = CommandLinePlan.Parse(
            [
                "--output-http", "h", "--input-raw", ":1", "--input-raw-bpf-filter", "f", "--input-file", "g", "--http-header", "A: b",
                "--http-allow-method", "GET", "--exit-after", "1s", "--output-http-queue-len", "1",
            ]);
        Assert.Equal(expected, options.Describe(new PlanFault(path, "x")));
    }

    private static Plan Read(params string[] args)
    {
        var options = CommandLinePlan.Parse(args);
        Assert.Empty(options.Faults);
        return options.Plan;
    }
}
