using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace TapeDeck.TestKit;

/// <summary>
/// The Kafka cluster that librdkafka brings for tests, on ports of 127.0.0.1: any client can talk to it. It knows no TLS, SASL or topic administration, and
/// forgets what is beyond some 5 MB a partition.
/// </summary>
[SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Generated marshalling needs unsafe code, which tests do without.")]
public sealed class MockKafka : IDisposable
{
    /// <summary>The build of the library that Confluent.Kafka falls back to where OpenLDAP's newest SASL is missing; it needs the least of its surroundings.</summary>
    private const string Library = "centos8-librdkafka";

    private readonly IntPtr _client;
    private readonly IntPtr _cluster;

    public MockKafka(int brokers = 1)
    {
        var error = new byte[512];
        var configuration = rd_kafka_conf_new();
        _ = rd_kafka_conf_set(configuration, "log_level", "2", error, (nuint)error.Length);
        _client = rd_kafka_new(0, configuration, error, (nuint)error.Length);
        if (_client == IntPtr.Zero)
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(error));
        }

        _cluster = rd_kafka_mock_cluster_new(_client, brokers);
        Brokers = Marshal.PtrToStringUTF8(rd_kafka_mock_cluster_bootstraps(_cluster))!.Split(',');
    }

    /// <summary>Host and port of every broker.</summary>
    public IReadOnlyList<string> Brokers { get; }

    /// <summary>All of them, for a command line.</summary>
    public string List => string.Join(',', Brokers);

    public void CreateTopic(string name, int partitions)
    {
        if (rd_kafka_mock_topic_create(_cluster, name, partitions, 1) is var code and not 0)
        {
            throw new InvalidOperationException($"topic {name} was not created: {code}");
        }
    }

    /// <summary>A broker, numbered from 1, does not answer any more.</summary>
    public void TakeDown(int broker) => _ = rd_kafka_mock_broker_set_down(_cluster, broker);

    /// <summary>It answers again.</summary>
    public void BringUp(int broker) => _ = rd_kafka_mock_broker_set_up(_cluster, broker);

    /// <summary>The next produce request fails with these codes of the Kafka protocol, one after the other.</summary>
    public void FailProduce(params int[] codes) => _ = rd_kafka_mock_push_request_errors_array(_cluster, 0, (nuint)codes.Length, codes);

    public void Dispose()
    {
        rd_kafka_mock_cluster_destroy(_cluster);
        rd_kafka_destroy(_client);
    }

    [DllImport(Library)]
    private static extern IntPtr rd_kafka_conf_new();

    [DllImport(Library)]
    private static extern int rd_kafka_conf_set(
        IntPtr configuration, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, byte[] error, nuint errorLength);

    [DllImport(Library)]
    private static extern IntPtr rd_kafka_new(int type, IntPtr configuration, byte[] error, nuint errorLength);

    [DllImport(Library)]
    private static extern void rd_kafka_destroy(IntPtr client);

    [DllImport(Library)]
    private static extern IntPtr rd_kafka_mock_cluster_new(IntPtr client, int brokers);

    [DllImport(Library)]
    private static extern IntPtr rd_kafka_mock_cluster_bootstraps(IntPtr cluster);

    [DllImport(Library)]
    private static extern void rd_kafka_mock_cluster_destroy(IntPtr cluster);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_topic_create(IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replicas);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_broker_set_down(IntPtr cluster, int broker);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_broker_set_up(IntPtr cluster, int broker);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_push_request_errors_array(IntPtr cluster, short apiKey, nuint count, int[] errors);
}
