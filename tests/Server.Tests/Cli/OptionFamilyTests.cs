using System.Text.Json;
using System.Text.Json.Nodes;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli;

namespace TapeDeck.Server.Tests.Cli;

/// <summary>Options as parts of a plan, in the form of the API (spec §2.2–§2.5).</summary>
public class OptionFamilyTests
{
    [Theory]
    [InlineData("--input-raw :80|10", """{"type":"capture","ports":[80],"limit":{"perSecond":10}}""")]
    [InlineData("--input-raw :80|12.5%", """{"type":"capture","limit":{"percent":12.5}}""")]
    [InlineData("--input-raw :80 --input-raw-engine af_packet", """{"type":"capture","engine":"af-packet"}""")]
    [InlineData("--input-raw :80 --input-raw-engine raw_socket", """{"type":"capture","engine":"af-packet"}""")]
    [InlineData("--input-raw :80 --input-raw-engine libpcap", """{"type":"capture","engine":"libpcap"}""")]
    [InlineData("--input-raw :80,81|5 --input-raw-engine vxlan", """{"type":"vxlan","ports":[80,81],"listenPort":4789,"limit":{"perSecond":5}}""")]
    [InlineData(
        "--input-raw : --input-raw-engine vxlan --input-raw-vxlan-port 8472 --input-raw-vxlan-vni 1 --input-raw-vxlan-vni -2",
        """{"type":"vxlan","ports":[],"listenPort":8472,"networks":[1,-2]}""")]
    [InlineData("--input-raw x.pcap:80|50% --input-raw-protocol binary", """{"type":"packet-file","file":"x.pcap","protocol":"binary","limit":{"percent":50}}""")]
    [InlineData(
        "--input-raw :80 --input-raw-realip-header X-Real-IP --input-raw-buffer-timeout 250ms --input-raw-timestamp-type go --input-raw-monitor --input-raw-vlan-vid 7 --input-raw-vlan-vid 9 --input-raw-ignore-interface eth1",
        """{"realIpHeader":"X-Real-IP","bufferTimeout":"250ms","timestampType":"go","monitor":true,"vlans":[7,9],"ignoredInterfaces":["eth1"]}""")]
    [InlineData("--input-raw :80 --input-raw-expire 0", """{"expire":"1s"}""")]
    [InlineData("--input-raw :80 --copy-buffer-size 0", """{"maxMessageBytes":67108864}""")]
    [InlineData("--input-file a.gor|10", """{"type":"file","files":["a.gor"],"limit":{"perSecond":10}}""")]
    [InlineData("--input-file s3://bucket/traffic-", """{"type":"file","files":["s3://bucket/traffic-"]}""")]
    [InlineData("--input-tcp :28020|3", """{"type":"tcp","address":":28020","limit":{"perSecond":3}}""")]
    [InlineData(
        "--input-tcp [::1]:28020 --input-tcp-secure --input-tcp-certificate c.pem --input-tcp-certificate-key k.pem",
        """{"type":"tcp","address":"[::1]:28020","certificate":{"file":"c.pem","keyFile":"k.pem"}}""")]
    [InlineData("--input-http :8080", """{"type":"http","address":":8080"}""")]
    [InlineData("--input-dummy 0", """{"type":"dummy","interval":"1s"}""")]
    [InlineData("--input-dummy 20ms|50%", """{"type":"dummy","interval":"20ms","limit":{"percent":50}}""")]
    [InlineData(
        "--input-kafka-host a,b:9093 --input-kafka-topic t --input-kafka-offset -2|200% --input-kafka-json-format",
        """{"type":"kafka","cluster":{"brokers":["a","b:9093"]},"topic":"t","format":"json","offset":-2,"speed":"200%"}""")]
    [InlineData(
        "--input-kafka-host a --input-kafka-topic t --input-kafka-offset 17|5 --input-kafka-use-sasl --input-kafka-mechanism SCRAM-SHA-256 --input-kafka-username u --input-kafka-password p",
        """{"offset":17,"limit":{"perSecond":5},"cluster":{"sasl":{"mechanism":"SCRAM-SHA-256","username":"u","password":"***"}}}""")]
    [InlineData(
        "--input-kafka-host a --input-kafka-topic t --kafka-tls-ca-cert ca --kafka-tls-client-cert c --kafka-tls-client-key k",
        """{"cluster":{"tls":{"caFile":"ca","certificate":{"file":"c","keyFile":"k"}}}}""")]
    public void Parse_InputOptions_AreTheInputOfAPlan(string args, string expected) => AssertHas(expected, Read(args)["inputs"]![0]);

    [Theory]
    [InlineData("--output-dummy 0", """{"type":"stdout"}""")]
    [InlineData("--output-file x.gor|10", """{"type":"file","path":"x.gor","limit":{"perSecond":10}}""")]
    [InlineData(
        "--output-file s3://bucket/%Y.gor --output-file-buffer /spool --output-file-queue-limit 5", """{"type":"s3","url":"s3://bucket/%Y.gor","spoolFolder":"/spool","queueLimit":5}""")]
    [InlineData("--output-http http://h:1|10", """{"type":"http","url":"http://h:1","limit":{"perSecond":10}}""")]
    [InlineData("--output-http h|10%", """{"url":"h","limit":{"percent":10}}""")]
    [InlineData(
        "--output-http h --output-http-workers-min 2 --output-http-worker-timeout 30s --output-http-redirects 3 --output-http-track-response --output-http-elasticsearch localhost:9200/gor",
        """{"minConnections":2,"idleTimeout":"30s","redirects":3,"trackResponses":true,"elasticsearch":{"url":"localhost:9200/gor"}}""")]
    [InlineData("--output-http h --output-http-workers 0 --output-http-queue-len 0 --output-http-timeout 0", """{"connections":64,"queue":{"capacity":10000},"timeout":"5s"}""")]
    [InlineData(
        "--output-tcp replay:28020|10% --output-tcp-workers 3 --output-tcp-sticky --output-tcp-secure --output-tcp-skip-verify",
        """{"type":"tcp","address":"replay:28020","connections":3,"sticky":true,"secure":true,"skipVerify":true,"limit":{"percent":10}}""")]
    [InlineData(
        "--output-ws wss://u:p@h/x --output-ws-workers 4 --output-ws-sticky --output-ws-skip-verify",
        """{"type":"websocket","url":"wss://u:p@h/x","connections":4,"sticky":true,"skipVerify":true}""")]
    [InlineData(
        "--output-binary h:1 --output-binary-workers 5 --output-binary-timeout 2s --output-binary-track-response --output-tcp-response-buffer 1kb",
        """{"type":"binary","address":"h:1","connections":5,"timeout":"2s","trackResponses":true,"responseLimitBytes":1024}""")]
    [InlineData(
        "--output-kafka-host a,b --output-kafka-topic kafka-log --output-kafka-json-format --output-kafka-use-sasl --output-kafka-username u --kafka-tls-ca-cert ca",
        """{"type":"kafka","cluster":{"brokers":["a","b"],"sasl":{"mechanism":"PLAIN","username":"u"},"tls":{"caFile":"ca"}},"topic":"kafka-log","format":"json"}""")]
    public void Parse_OutputOptions_AreTheOutputOfAPlan(string args, string expected) => AssertHas(expected, Read(args)["outputs"]![0]);

    [Theory]
    [InlineData("--http-basic-auth-filter|^bob", """{"kind":"basic-auth","pattern":"^bob"}""")]
    [InlineData("--http-header-limiter|user-id: 25%", """{"kind":"limit-header","name":"user-id","percent":25}""")]
    [InlineData("--http-header-limiter|user-id:1/4", """{"kind":"limit-header","name":"user-id","percent":25}""")]
    [InlineData("--output-http-header-hash-filter|user-id:1/3", """{"kind":"limit-header","name":"user-id","percent":33}""")]
    [InlineData("--http-param-limiter|user_id:50%", """{"kind":"limit-param","name":"user_id","percent":50}""")]
    [InlineData("--http-rewrite-header|Host: (.*).w3.org,$1.beta.w3.org", """{"kind":"rewrite-header","name":"Host","pattern":"(.*).w3.org","value":"$1.beta.w3.org"}""")]
    [InlineData(@"--http-rewrite-header|X: a{1\,2},b,c", """{"kind":"rewrite-header","name":"X","pattern":"a{1,2}","value":"b,c"}""")]
    [InlineData("--output-http-header|A: b", """{"kind":"set-header","name":"A","value":"b"}""")]
    [InlineData("--output-http-rewrite-url|/a:/b", """{"kind":"rewrite-url","pattern":"/a","value":"/b"}""")]
    [InlineData("--output-http-header-filter|A:b", """{"kind":"allow-header","name":"A","pattern":"b"}""")]
    public void Parse_RuleOption_IsTheRuleOfAPlan(string args, string expected) => AssertHas(expected, ToJson(CommandLinePlan.Parse(args.Split('|')))["rules"]![0]);

    [Theory]
    [InlineData("--split-output true --recognize-tcp-sessions --prettify-http", """{"splitOutputs":true,"keepSessions":true,"prettify":true}""")]
    [InlineData("--exit-after 1m --exit-drain 3s --copy-buffer-size 50mb", """{"limits":{"stopAfter":"1m","drainTimeout":"3s","maxPayloadBytes":52428800}}""")]
    public void Parse_OptionsOfTheWhole_AreMembersOfThePlan(string args, string expected) => AssertHas(expected, Read(args));

    [Fact]
    public void Parse_Middleware_KeepsQuotedWordsTogether() => Assert.Equal(
        ["./my filter.sh", "--name=a b", @"c\d", ""], CommandLinePlan.Parse(["--middleware", """'./my filter.sh' --name="a b" c\\d ''"""]).Plan.Middleware!.Command);

    [Fact]
    public void Parse_Outputs_ComeInTheOrderInWhichGoReplaySetsThemUp()
    {
        var outputs = Read(
            "--output-kafka-host k --output-kafka-topic t --output-binary b:1 --output-http h --output-file f --output-ws ws://w --output-tcp t:1 --output-null --output-stdout")["outputs"]!;
        Assert.Equal(["stdout", "null", "tcp", "websocket", "file", "http", "binary", "kafka"], outputs.AsArray().Select(output => output!["type"]!.GetValue<string>()));
    }

    [Fact]
    public void Parse_WatchOptions_AreSettingsOfTheRun() => Assert.Equal(
        new RunSettings
        {
            Verbosity = 2,
            Statistics = true,
            HttpStatistics = true,
            TcpStatistics = true,
            WebSocketStatistics = true,
            StatisticsInterval = TimeSpan.FromSeconds(2),
            DebugAddress = ":8181",
            DryRun = true,
        },
        CommandLinePlan.Parse(
            "--verbose 2 --stats --output-http-stats --output-tcp-stats --output-ws-stats --output-http-stats-ms 2000 --http-pprof :8181 --input-file-dry-run".Split(' ')).Settings);

    [Theory]
    [InlineData("--output-tcp-sticky", "--output-tcp-sticky: has no effect without --output-tcp")]
    [InlineData("--output-file x --output-file-buffer /x", "--output-file-buffer: has no effect without --output-file s3://…")]
    [InlineData("--input-raw x.pcap --input-raw-promisc", "--input-raw-promisc: has no effect without --input-raw from an interface")]
    [InlineData("--input-raw :80 --input-raw-vxlan-vni 5", "--input-raw-vxlan-vni: has no effect without --input-raw-engine vxlan")]
    [InlineData("--input-raw eth0:80 --input-raw-engine vxlan", "--input-raw: eth0 has no effect; VXLAN is listened for on all addresses")]
    [InlineData("--input-raw :80 --input-raw-override-snaplen", "--input-raw-override-snaplen: has no effect; whole frames are always captured")]
    [InlineData("--cpuprofile x", "--cpuprofile: writes no profile; dotnet-trace collect -p PID records one")]
    [InlineData("--input-tcp :1 --input-tcp-certificate c", "--input-tcp-certificate: has no effect without --input-tcp-secure")]
    [InlineData("--output-kafka-host h --output-kafka-topic t --output-kafka-username u", "--output-kafka-username: has no effect without --output-kafka-use-sasl")]
    [InlineData("--kafka-tls-ca-cert c", "--kafka-tls-ca-cert: has no effect without --input-kafka-host or --input-kafka-topic")]
    public void Parse_OptionWithoutEffect_Warns(string args, string expected)
    {
        var read = CommandLinePlan.Parse(args.Split(' '));
        Assert.Empty(read.Faults);
        Assert.Equal([expected], read.Warnings);
    }

    private static JsonNode Read(string args) => ToJson(CommandLinePlan.Parse(args.Split(' ')));

    private static JsonNode ToJson(CommandLinePlan read)
    {
        Assert.Empty(read.Faults);
        return JsonSerializer.SerializeToNode(read.Plan, PlanJson.Options)!;
    }

    /// <summary>Every member of the expected JSON is there with that value; the other may have more.</summary>
    private static void AssertHas(string expected, JsonNode? actual)
    {
        foreach (var (name, value) in JsonNode.Parse(expected)!.AsObject())
        {
            if (value is JsonObject inner)
            {
                AssertHas(inner.ToJsonString(), actual![name]);
            }
            else
            {
                Assert.Equal(value?.ToJsonString(), actual![name]?.ToJsonString());
            }
        }
    }
}
