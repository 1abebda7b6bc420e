using CsCheck;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Tests.Cli;

/// <summary>Plans that options can say, in the order in which options make their parts.</summary>
internal static class PlanGenerator
{
    private static readonly Gen<string> s_text = Gen.Char[@"abcXYZ019 '""\$`|&;<>()*?~#!=%{}-_/.,é"].Array[1, 10].Select(chars => new string(chars));

    private static readonly Gen<string> s_word = Gen.Char["abcXYZ019-_."].Array[1, 8].Select(chars => "w" + new string(chars));

    private static readonly Gen<TimeSpan> s_time = Gen.Long[1, 1_000_000_000_000].Select(ticks => TimeSpan.FromTicks(ticks));

    private static readonly Gen<RateLimitPlan?> s_limit = Gen.OneOf(
        Gen.Const((RateLimitPlan?)null), Gen.Int[0, 9999].Select(count => (RateLimitPlan?)new RateLimitPlan { PerSecond = count }),
        Gen.Int[0, 1000].Select(tenths => (RateLimitPlan?)new RateLimitPlan { Percent = tenths / 10.0 }));

    private static readonly Gen<ReplaySpeed?> s_speed = OneOf("", "max", "200%", "12.5%").Select(text => ReplaySpeed.TryParse(text, out var speed) ? (ReplaySpeed?)speed : null);

    private static readonly Gen<IReadOnlyList<int>> s_ports = Gen.Int[1, 65535].Array[0, 3].Select(ports => (IReadOnlyList<int>)ports);

    /// <summary>Bytes that one option sets for captures and for the whole.</summary>
    private static readonly Gen<int> s_copyBuffer = Gen.OneOf(Gen.Const(0), Gen.Const(5 << 20), Gen.Int[1, 1 << 30]);

    public static Gen<Plan> Plans =>
        from copyBuffer in s_copyBuffer
        from inputs in Inputs(copyBuffer == 0 ? new CaptureInputPlan().MaxMessageBytes : copyBuffer)
        from outputs in Outputs
        from rules in Rules
        from plan in Whole
        from stop in Optional(s_time)
        from drain in s_time
        select plan with
        {
            Inputs = inputs,
            Outputs = outputs,
            Rules = rules,
            Limits = new LimitsPlan { StopAfter = stop, DrainTimeout = drain, MaxPayloadBytes = copyBuffer == 0 ? null : copyBuffer },
        };

    private static Gen<Plan> Whole =>
        from command in s_text.Array[0, 3]
        from flags in Gen.Int[0, 7]
        select new Plan
        {
            Middleware = command.Length == 0 ? null : new MiddlewarePlan { Command = command },
            Prettify = (flags & 1) != 0,
            SplitOutputs = (flags & 2) != 0,
            KeepSessions = (flags & 4) != 0,
        };

    private static Gen<IReadOnlyList<RulePlan>> Rules =>
        from rules in Rule.Array[0, 6]
        select (IReadOnlyList<RulePlan>)[.. rules.OrderBy(rule => rule.Kind)];

    private static Gen<RulePlan> Rule =>
        from kind in Gen.Enum<RuleKind>()
        from name in s_word
        from pattern in OneOf("GET", "^/api", "a:b,c", "/v1/user/([^/]+)/ping", "(?:x)$", "a{1,2}", @"\d+\\")
        from value in OneOf("", "v", "/v2/$1,a:b", "it's \"${1}x\"", "-v")
        from percent in Gen.Int[0, 100]
        select kind switch
        {
            RuleKind.SetHeader or RuleKind.SetParam => new RulePlan(kind, name, Value: value),
            RuleKind.AllowHeader or RuleKind.DisallowHeader => new RulePlan(kind, name, Pattern: pattern),
            RuleKind.RemoveHeader => new RulePlan(kind, name),
            RuleKind.Sample => new RulePlan(kind, Percent: percent),
            RuleKind.SetMethod => new RulePlan(kind, Value: "PATCH"),
            RuleKind.SetCookie => new RulePlan(kind, name, Value: "a=b"),
            RuleKind.RemoveCookie => new RulePlan(kind, name),
            RuleKind.RewriteBody => new RulePlan(kind, Pattern: pattern, Value: value),
            RuleKind.SetJson => new RulePlan(kind, "$..a[*].b:c", Value: """{ "x": "a=b" }"""),
            RuleKind.MaskHeader or RuleKind.MaskParam => new RulePlan(kind, name, Value: "hash"),
            RuleKind.MaskJson => new RulePlan(kind, "$..a[*].b:c", Value: "shape"),
            RuleKind.MaskText => new RulePlan(kind, Pattern: pattern, Value: "redact"),
            RuleKind.LimitHeader or RuleKind.LimitParam => new RulePlan(kind, name, Percent: percent),
            RuleKind.RewriteUrl => new RulePlan(kind, Pattern: pattern, Value: value),
            RuleKind.RewriteHeader => new RulePlan(kind, name, Pattern: pattern, Value: value),
            _ => new RulePlan(kind, Pattern: pattern),
        };

    private static Gen<IReadOnlyList<OutputPlan>> Outputs =>
        from limit in s_limit
        from count in Gen.Int[1, 500]
        from time in s_time
        from flags in Gen.Int[0, 255]
        from word in s_word
        from cluster in Cluster
        select (IReadOnlyList<OutputPlan>)
        [
            .. On(flags, 0, new StdoutOutputPlan()),
            .. On(flags, 1, new NullOutputPlan()),
            .. On(flags, 2, new TcpOutputPlan { Address = $"{word}:{count}", Limit = limit, Connections = count, Sticky = count > 9, Secure = count % 2 == 0 }),
            .. On(flags, 3, new WebSocketOutputPlan { Url = $"ws://h/{word}", Limit = limit, Connections = count, SkipVerify = count % 2 == 0 }),
            .. On(flags, 4, new FileOutputPlan { Path = $"%Y {word}", Limit = limit, QueueLimit = count, SizeLimitBytes = count << 20, FlushInterval = time, Append = count > 99 }),
            .. On(flags, 5, new HttpOutputPlan
            {
                Url = $"https://{count}.test/{word}",
                Limit = limit,
                Connections = count,
                MinConnections = count / 2,
                IdleTimeout = time,
                Redirects = count % 50,
                Timeout = time,
                OriginalHost = count % 2 == 0,
                TrackResponses = count % 3 == 0,
                ResponseLimitBytes = count,
                Elasticsearch = count % 5 == 0 ? new ElasticsearchPlan { Url = $"localhost:9200/{word}" } : null,
                Queue = new QueuePlan { Capacity = count },
            }),
            .. On(flags, 6, new BinaryOutputPlan { Address = $"{word}:{count}", Connections = count, Timeout = time, TrackResponses = count > 9, ResponseLimitBytes = count }),
            .. On(flags, 7, new KafkaOutputPlan { Cluster = cluster, Topic = word, Format = count % 2 == 0 ? KafkaFormat.Json : KafkaFormat.Text }),
        ];

    private static Gen<KafkaClusterPlan> Cluster =>
        from brokers in s_word.Array[1, 3]
        from user in s_text
        from mechanism in OneOf("", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
        select new KafkaClusterPlan
        {
            Brokers = brokers,
            Sasl = mechanism.Length == 0 ? null : new SaslPlan { Mechanism = mechanism, Username = user, Password = "env:" + user },
        };

    private static Gen<IReadOnlyList<InputPlan>> Inputs(int maxMessageBytes) =>
        from limit in s_limit
        from ports in s_ports
        from speed in s_speed
        from time in s_time
        from count in Gen.Int[1, 500]
        from flags in Gen.Int[0, 127]
        from words in s_word.Array[1, 3]
        from cluster in Cluster
        select (IReadOnlyList<InputPlan>)
        [
            Packets(flags, count) with
            {
                Ports = ports,
                Limit = limit,
                MaxMessageBytes = maxMessageBytes,
                Expire = time,
                TrackResponses = count % 2 == 0,
                RealIpHeader = count % 3 == 0 ? words[0] : null,
                Filter = count % 5 == 0 ? "tcp port 80 or (tcp port 81)" : null,
                Protocol = count % 7 == 0 ? StreamProtocol.Binary : StreamProtocol.Http,
            },
            .. On(flags, 2, new FileInputPlan { Files = words, Speed = speed, Limit = speed is null ? OfFiles(limit) : null, Loop = count > 9, ReadDepth = count, MaxWait = time }),
            .. On(flags, 3, new TcpInputPlan { Address = $":{count}", Limit = limit, Certificate = count % 2 == 0 ? new CertificatePlan(words[0], "k e y") : null }),
            .. On(flags, 4, new HttpInputPlan { Address = $"[::1]:{count}", Limit = limit }),
            .. On(flags, 5, new KafkaInputPlan { Cluster = cluster, Topic = words[0], Offset = count - 3, Speed = speed, Limit = speed is null ? OfFiles(limit) : null }),
            .. On(flags, 6, new DummyInputPlan { Interval = time, Limit = limit }),
        ];

    private static PacketInputPlan Packets(int flags, int count) => (flags & 3) switch
    {
        0 => new VxlanInputPlan { ListenPort = count, Networks = [count, -count] },
        1 => new PacketFileInputPlan { File = "dump file.pcap" },
        2 => new CaptureInputPlan { Interface = "::1", Engine = CaptureEngine.AfPacket, BufferBytes = count << 10, Vlans = [count] },
        _ => new CaptureInputPlan { Interface = count % 2 == 0 ? null : "eth*", Promiscuous = count > 9, TimestampType = "go", BufferTimeout = TimeSpan.FromMilliseconds(count) },
    };

    /// <summary>A share at the end of a file's name is its speed.</summary>
    private static RateLimitPlan? OfFiles(RateLimitPlan? limit) => limit?.PerSecond is null ? null : limit;

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<T?> Optional<T>(Gen<T> gen)
        where T : struct => Gen.OneOf(Gen.Const((T?)null), gen.Select(value => (T?)value));

    private static IEnumerable<T> On<T>(int flags, int bit, T part) => (flags & (1 << bit)) != 0 ? [part] : [];
}
