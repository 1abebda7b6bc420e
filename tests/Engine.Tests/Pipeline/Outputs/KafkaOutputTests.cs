using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Kafka;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

public class KafkaOutputTests
{
    private readonly LedgerAccount _account = new Ledger().Account("output 1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(KafkaFormat.Text)]
    [InlineData(KafkaFormat.Json)]
    public async Task Write_Records_ArriveAtKcatKeyedByConnection(KafkaFormat format)
    {
        using var kafka = new MockKafka(brokers: 3);
        kafka.CreateTopic("traffic", 4);
        var records = Enumerable.Range(0, 500).SelectMany(i => new[] { Records.Request(i, $"/{i}"), Records.Response(i), Records.Response(i) with { Kind = RecordKind.ReplayedResponse } })
            .Select((record, i) => record with { Id = RecordId.From($"{i % 7:x16}{i:x8}") }).ToArray();
        await SendAsync(new KafkaOutputPlan { Cluster = new KafkaClusterPlan { Brokers = kafka.Brokers }, Topic = "traffic", Format = format }, records);

        var arrived = await Kcat.ConsumeAsync(kafka, "traffic");
        var expected = records.Select(record => (record.Id.ToString()[..16], Encoding.Latin1.GetString(MessageFormat.Write(record, format)))).ToList();
        Assert.Equal(expected.Order(), arrived.Select(message => (message.Key, Encoding.Latin1.GetString(message.Value))).Order());
        Assert.All(arrived.GroupBy(message => message.Key), connection => Assert.Single(connection.Select(message => message.Partition).Distinct()));
        foreach (var connection in expected.GroupBy(message => message.Item1))
        {
            Assert.Equal(connection.Select(message => message.Item2), arrived.Where(message => message.Key == connection.Key).Select(message => Encoding.Latin1.GetString(message.Value)));
        }

        AssertLedger(delivered: 1500);
    }

    [Fact]
    public async Task Write_BrokerFailsForAWhile_DeliversEachOnce()
    {
        using var kafka = new MockKafka();
        kafka.CreateTopic("traffic", 1);
        kafka.FailProduce(5, 6, 7); // leader not available, not the leader, timed out
        await SendAsync(new KafkaOutputPlan { Cluster = new KafkaClusterPlan { Brokers = kafka.Brokers }, Topic = "traffic" }, Records.Requests(100));
        var arrived = await Kcat.ConsumeAsync(kafka, "traffic");
        Assert.Equal(Records.Requests(100).Select(GorText.Target), arrived.Select(message => GorText.Target(MessageFormat.Read(message.Value, KafkaFormat.Text, out _)!)));
        AssertLedger(delivered: 100);
    }

    [Fact]
    public async Task Write_MessageTheBrokerRefuses_IsCountedAndNamed()
    {
        using var kafka = new MockKafka();
        kafka.CreateTopic("traffic", 1);
        kafka.FailProduce(10); // message too large
        await using var output = Open(new KafkaOutputPlan { Cluster = new KafkaClusterPlan { Brokers = kafka.Brokers }, Topic = "traffic" });
        await WriteAsync(output, Records.Request(1));
        await output.CompleteAsync(Token);
        AssertLedger(delivered: 0, (LedgerReason.TooLarge, 1));
        Assert.Contains($"1 records were not delivered to Kafka topic traffic at {kafka.List}", Assert.Single(output.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ClusterOutOfReach_WarnsAtOnceAndCountsWhatItCouldNotDeliver()
    {
        await using var output = Open(new KafkaOutputPlan { Cluster = new KafkaClusterPlan { Brokers = [$"127.0.0.1:{FreePort.Next()}"] }, Topic = "traffic" });
        await WriteAsync(output, Records.Requests(10));
        await Eventually.HoldsAsync(() => output.Warnings.Any(warning => warning.Contains("Connection refused", StringComparison.Ordinal)));
        await output.CompleteAsync(Token);
        AssertLedger(delivered: 0, (LedgerReason.Unreachable, 10));
    }

    [Fact]
    public async Task Abandon_ClusterOutOfReach_CountsTheRestAsStopped()
    {
        await using var output = Open(new KafkaOutputPlan { Cluster = new KafkaClusterPlan { Brokers = [$"127.0.0.1:{FreePort.Next()}"] }, Topic = "traffic" });
        await WriteAsync(output, Records.Requests(10));
        using var abandon = new CancellationTokenSource();
        var completion = output.CompleteAsync(abandon.Token).AsTask();
        await abandon.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completion);
        AssertLedger(delivered: 0, (LedgerReason.Stopped, 10));
    }

    [Fact]
    public async Task Open_PlanThatCannotWork_NamesEveryFault()
    {
        using var certificates = await TestCertificates.CreateAsync();
        var plan = new KafkaOutputPlan
        {
            Cluster = new KafkaClusterPlan
            {
                Brokers = ["good:9092", "also-good", "not good", "bad:port"],
                Sasl = new SaslPlan { Mechanism = "KERBEROS", Password = "env:TAPEDECK_TEST_NO_SUCH_VARIABLE" },
                Tls = new KafkaTlsPlan { CaFile = "/nowhere.pem", Certificate = new CertificatePlan(certificates.ClientFile, "") },
            },
        };
        Assert.Equal(
            ["/cluster/brokers/2", "/cluster/brokers/3", "/cluster/sasl/mechanism", "/cluster/sasl/password", "/cluster/sasl/username",
                "/cluster/tls/caFile", "/cluster/tls/certificate/keyFile", "/topic"],
            Assert.Throws<PlanException>(() => Open(plan)).Faults.Select(fault => fault.Path).Order());
        Assert.Equal(["/cluster/brokers"], Assert.Throws<PlanException>(() => Open(new KafkaOutputPlan { Topic = "t" })).Faults.Select(fault => fault.Path));
    }

    [Theory]
    [InlineData("PLAIN", "Plain")]
    [InlineData("", "Plain")]
    [InlineData("SCRAM-SHA-256", "ScramSha256")]
    [InlineData("scram-sha-512", "ScramSha512")]
    public void Read_Sasl_BecomesTheClientsSettings(string mechanism, string expected)
    {
        var faults = new List<PlanFault>();
        var plan = new KafkaClusterPlan { Brokers = ["a:1", "b"], Sasl = new SaslPlan { Mechanism = mechanism, Username = "user", Password = "pa ss" }, Tls = new KafkaTlsPlan() };
        var config = KafkaCluster.Read(plan, "t", faults).Config;
        Assert.Empty(faults);
        Assert.Equal(("a:1,b", expected, "user", "pa ss", "SaslSsl"),
            (config.BootstrapServers, $"{config.SaslMechanism}", config.SaslUsername, config.SaslPassword, $"{config.SecurityProtocol}"));
    }

    private KafkaOutput Open(KafkaOutputPlan plan) => KafkaOutput.Open(plan, _account, NullLogger.Instance);

    private async Task SendAsync(KafkaOutputPlan plan, Record[] records)
    {
        await using var output = Open(plan);
        await WriteAsync(output, records);
        await output.CompleteAsync(Token);
    }

    private async Task WriteAsync(KafkaOutput output, params Record[] records)
    {
        foreach (var batch in records.Chunk(256))
        {
            _account.Seen(batch.Length);
            await output.WriteAsync(batch, Token);
        }
    }

    private void AssertLedger(long delivered, params (LedgerReason Reason, long Count)[] dropped)
    {
        var entry = _account.Snapshot();
        Assert.Equal((delivered, 0), (entry.Delivered, entry.InFlight));
        Assert.Equal(dropped.ToDictionary(one => one.Reason, one => one.Count), entry.Dropped);
    }
}
